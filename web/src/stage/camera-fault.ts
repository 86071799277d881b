import type { TextKey } from '../i18n.js';

/** What to tell a person whose camera did not start (the names are those of the Media Capture specification). */
export function cameraFault(error: unknown): TextKey {
  // Browsers hide the cameras altogether from pages that came without TLS from another machine.
  if (!window.isSecureContext) return 'cameraNeedsTls';
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'cameraRefused';
    case 'NotReadableError':
    case 'AbortError':
      return 'cameraBusy';
    default:
      return 'cameraMissing';
  }
}
