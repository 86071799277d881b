import type { AppConfig } from '../config/app-config.js';

/** What the console's page has to know of the service before anybody has signed in. */
export interface ConsoleSettings {
  /** Where people of the Supabase project sign in; null: without it, or without its public key. */
  supabase: { authUrl: string; anonKey: string } | null;
}

/**
 * Under the issuer's name browsers reach the project, also where this service asks it under another one inside a network. The anon key is
 * public: it is in every page that signs people in.
 */
export function consoleSettings({ env }: AppConfig): ConsoleSettings {
  const { SUPABASE_URL: url, SUPABASE_ISSUER: issuer, SUPABASE_ANON_KEY: anonKey } = env;
  if (url === undefined || anonKey === undefined) return { supabase: null };
  return { supabase: { authUrl: issuer ?? `${url}/auth/v1`, anonKey } };
}
