import { describe, expect, it } from '@jest/globals';
import { welcomeLines } from '../../../src/app.welcome.js';
import { AppConfig } from '../../../src/config/app-config.js';
import { HttpClient } from '../../support/http/http-client.js';
import { startTestApp } from '../../support/test-app.js';

/** Less than either of the two would live otherwise. */
const TOKEN_MAX_AGE = '10m';

describe('tokens that the service makes itself, with a short TOKEN_MAX_AGE', () => {
  it('are ones that it accepts: of the welcome, and of /dev/token', async () => {
    const service = await startTestApp({ TOKEN_MAX_AGE });
    try {
      const config = service.app.get(AppConfig);
      const welcome = await welcomeLines(config, 8000);
      expect(welcome).toContain('valid for 10m,');
      const minted = await new HttpClient(service.url).send('POST', '/dev/token?sub=ada', {
        'x-development-key': config.developmentKey,
      });
      const tokens = [/Bearer (\S+)"/.exec(welcome)?.[1], minted.body['token']].map(String);
      for (const token of tokens) {
        const { status } = await new HttpClient(service.url, `Bearer ${token}`).get('/ml/users-enrolled');
        expect(status).toBe(200);
      }
    } finally {
      await service.close();
    }
  });
});
