import type { Lacks, Rights } from './rights.js';

/** Where the two roles are explained. */
const GUIDE = 'docs/operations.md, "Roles"';
/** Names in one line of the log. */
const NAMED = 5;

/** Why the service cannot serve with these rights, in one line; null when it can. */
export function whyUnfit({ role, missing, hidden }: Lacks): string | null {
  if (missing.length > 0)
    return `the role ${role} may not do what requests need (${list(missing)}): see ${GUIDE}`;
  if (hidden.length > 0) {
    return `row level security hides every row of ${list(hidden)} from the role ${role}: see ${GUIDE}`;
  }
  return null;
}

/** Why the migrations cannot run with these rights; null when they can. */
export function whyNotMigratable({ role, canCreate, foreign }: Rights): string | null {
  if (canCreate === null) return 'no schema of the search path exists';
  if (foreign.length > 0) {
    return `the role ${role} does not own ${list(foreign)}: let the owner run the migrations, or make it a member of the owner`;
  }
  return canCreate
    ? null
    : `the role ${role} may not create tables: GRANT CREATE ON SCHEMA, or run the migrations as the owner`;
}

/** What an operator should know of a service that runs. */
export function rightsWarnings({ role, isSuperuser, others, publicCreates }: Rights): string[] {
  return [
    ...(others.length > 0
      ? [`Other roles hold rights on the tables: ${list(others)}. Revoke what nobody needs`]
      : []),
    ...(isSuperuser
      ? [`The role ${role} is a superuser, which the service does not need: see ${GUIDE}`]
      : []),
    ...(publicCreates
      ? ['Every role may create objects in the schema of the tables: REVOKE CREATE ON SCHEMA … FROM PUBLIC']
      : []),
  ];
}

function list(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
