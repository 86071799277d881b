import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AppConfig } from './config/app-config.js';

/** @throws Error in one line that says what to do when the port is taken */
export async function listen(app: NestExpressApplication, { env: { PORT }, host }: AppConfig): Promise<void> {
  try {
    await app.listen(PORT, host);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`Port ${PORT} is in use: end the other program, or set PORT to another one`, {
      cause: error,
    });
  }
}
