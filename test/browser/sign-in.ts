import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { eventually } from '../support/eventually.js';
import { PERSON, type SignInServer } from '../support/servers/sign-in-server.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: { wrong: /incorrects/, sent: /Un lien est en route/, oldLink: /Ce lien a expiré/ },
  en: { wrong: /Wrong address or password/, sent: /A link is on its way/, oldLink: /This link has expired/ },
  es: { wrong: /incorrectos/, sent: /Un enlace va en camino/, oldLink: /Este enlace ha caducado/ },
} satisfies Record<Locale, object>;

/** A person of a Supabase project: by password and by link, with a token that is renewed, and out again. */
export async function signIn(
  browser: Browser,
  address: string,
  setting: Setting,
  project: SignInServer,
): Promise<void> {
  const words = WORDS[setting.language];
  const visit = await Visit.open(browser, address, setting, { alsoAsks: project.url });
  const { console } = visit;
  const { page } = console;
  const error = page.locator('#session-error');
  await page.locator('#email').fill(PERSON.email);
  await page.locator('#password').fill('wrong');
  await page.locator('#supabase-form .primary').click();
  await error.getByText(words.wrong).waitFor();
  await visit.look('v-wrong');

  await page.locator('#send-link').click();
  await page.locator('#link-sent').getByText(words.sent).waitFor();
  assert.deepEqual(project.links.at(-1), {
    email: PERSON.email,
    redirectTo: new URL('/', address).href,
  });

  await page.locator('#password').fill(PERSON.password);
  await page.locator('#supabase-form .primary').dblclick();
  await page.locator('#session-active').waitFor();
  assert.equal(
    project.grants.filter((grant) => grant === 'password').length % 2,
    0,
    'a double click is one try',
  );
  await console.choose('identify');
  await console.upload(await portraitOf(SAMPLE_FACES.grace));
  assert.match(await page.locator('#session-name').innerText(), new RegExp(PERSON.id.slice(-8)));
  await visit.look('v-signed-in');
  await page.locator('#session-end').click();
  await eventually(() => assert.ok(project.signOuts > 0, 'the project knows'));
  assert.equal(await page.evaluate('sessionStorage.length'), 0, 'nothing of the session is left');

  // Pressed in the e-mail, it opens the page: here with a token about to end, which is renewed at once.
  const renewals = () => project.grants.filter((grant) => grant === 'refresh_token').length;
  const press = async () => {
    await page.goto(new URL(`/${project.pressedLink(60)}`, address).href);
    await page.reload();
    await page.locator('#link-confirm').getByText(PERSON.email).waitFor();
  };
  // A link to somebody else's account is not to sign in whoever opens it.
  await press();
  await visit.look('v-link');
  await page.locator('#link-confirm .secondary').click();
  await page.locator('#supabase-form').waitFor();
  assert.equal(await page.evaluate('sessionStorage.length'), 0, 'nobody is signed in who does not agree');
  await press();
  const before = renewals();
  await page.locator('#link-confirm .primary').click();
  await page.locator('#session-active').waitFor();
  assert.equal(await page.evaluate('location.hash'), '', 'no token stays in the address bar');
  await eventually(() => assert.ok(renewals() > before, 'the token is renewed'));
  await page.locator('#session-end').click();

  await page.goto(new URL('/#error=access_denied&error_code=otp_expired', address).href);
  await page.reload();
  await error.getByText(words.oldLink).waitFor();
  await visit.end([400]);
}
