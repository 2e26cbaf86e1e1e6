import { createHash, randomBytes } from 'node:crypto';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { actorId, type Actor } from '#core/actor.ts';
import { Failure } from '#core/failure.ts';
import type { Database, Tx } from '#core/server/database.ts';
import { vault } from '#core/server/vault.ts';
import { lifetimes } from '../person.ts';
import { limitApart } from './limits.ts';
import { namesOf, recordPerson } from './people.ts';
import { openSessionByPasskey, type Device, type SignInResult } from './sign-in.ts';
import * as store from './store.ts';

/** Where the page lives: host name without port, and origin. */
export interface Site {
  readonly host: string;
  readonly origin: string;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const CONTEXT = 'identity.pending:challenge';
const until = (tx: Tx): Date => new Date(tx.now.getTime() + lifetimes.pending);
const refused = () => new Failure('invalid', 'identity.passkey_wrong');

/** Options for the browser and the token of this step (a cookie). */
export async function startPasskey(tx: Tx, site: Site): Promise<{ options: unknown; pending: string }> {
  const me = actorId(tx.actor)!;
  const name = (await namesOf(tx, [me])).get(me) ?? 'Satu Pintu';
  const known = await store.listPasskeys(tx, me);
  const options = await generateRegistrationOptions({
    rpName: 'Satu Pintu',
    rpID: site.host,
    userName: name,
    userID: new Uint8Array(Buffer.from(me)),
    excludeCredentials: known.map((key) => ({ id: key.id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const pending = randomBytes(32).toString('base64url');
  await store.putPending(tx, sha256(pending), me, 'passkey_new', vault().seal(options.challenge, CONTEXT), until(tx));
  return { options, pending };
}

export async function finishPasskey(tx: Tx, site: Site, pending: string, response: RegistrationResponseJSON, label: string): Promise<void> {
  const me = actorId(tx.actor)!;
  const step = await store.takePending(tx, sha256(pending));
  if (step?.person_id !== me || step.purpose !== 'passkey_new') throw new Failure('not_now', 'identity.step_expired');
  const checked = await verifyRegistrationResponse({
    response,
    expectedChallenge: vault().unseal(step.challenge_sealed!, CONTEXT),
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  const { credential } = checked.registrationInfo;
  await store.insertPasskey(tx, {
    id: credential.id,
    person_id: me,
    public_key: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    label: label.trim().slice(0, 60) || 'Kunci sandi',
    created_at: tx.now,
  });
  await recordPerson(tx, me, 'identity.passkey_added');
}

export const listPasskeys = (tx: Tx) => store.listPasskeys(tx, actorId(tx.actor)!);
export async function removePasskey(tx: Tx, id: string): Promise<void> {
  const me = actorId(tx.actor)!;
  if (!(await store.deletePasskey(tx, me, id))) throw new Failure('not_found', 'identity.passkey_unknown');
  await recordPerson(tx, me, 'identity.passkey_removed');
}

export async function startPasskeySignIn(database: Database, site: Site, device: Device): Promise<{ options: unknown; pending: string }> {
  await limitApart(database, `sign_in_ip:${device.ip}`, 100, 600);
  const options = await generateAuthenticationOptions({ rpID: site.host, userVerification: 'required' });
  const pending = randomBytes(32).toString('base64url');
  await database.withActor({ kind: 'anonymous' }, (tx) =>
    store.putPending(tx, sha256(pending), null, 'passkey_sign_in', vault().seal(options.challenge, CONTEXT), until(tx)),
  );
  return { options, pending };
}

/** A passkey with user verification is two factors by itself. @throws Failure invalid · not_now */
export async function finishPasskeySignIn(
  database: Database,
  site: Site,
  pending: string,
  response: AuthenticationResponseJSON,
  device: Device,
): Promise<SignInResult> {
  const anonymous: Actor = { kind: 'anonymous' };
  const { step, key } = await database.withActor(anonymous, async (tx) => ({
    step: await store.takePending(tx, sha256(pending)),
    key: await store.findPasskey(tx, String(response.id)),
  }));
  if (step?.purpose !== 'passkey_sign_in') throw new Failure('not_now', 'identity.step_expired');
  if (!key) throw refused();
  const checked = await verifyAuthenticationResponse({
    response,
    expectedChallenge: vault().unseal(step.challenge_sealed!, CONTEXT),
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(key.public_key),
      counter: key.counter,
      transports: key.transports as AuthenticatorTransport[],
    },
  }).catch(() => undefined);
  if (!checked?.verified) throw refused();
  await database.withActor(anonymous, (tx) => store.usedPasskey(tx, response.id, checked.authenticationInfo.newCounter));
  return openSessionByPasskey(database, key.person_id, device);
}
