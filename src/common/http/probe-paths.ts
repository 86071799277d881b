/** Below it are the orchestrators' probes. */
const PROBES = '/health';
/** The contract's health route, which Docker's health check and people ask. */
const HEALTH = '/ml/health';
export const METRICS_PATH = '/metrics';

/** An orchestrator's probe: every few seconds, not worth a line in the log. */
export function isOrchestratorProbe(path: string): boolean {
  return path === PROBES || path.startsWith(`${PROBES}/`);
}

/** Whether somebody only asks how the service is; answered until its end. */
export function isProbe(path: string): boolean {
  return isOrchestratorProbe(path) || path === HEALTH;
}
