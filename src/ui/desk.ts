import type { ActorKind } from '#core/actor.ts';

/** Who works where. Administrators hold no memberships, so they have no agency desk. */
export const desks = {
  '/opd': ['officer'],
  '/loket': ['officer'],
  '/pimpinan': ['leader'],
  '/kelola': ['steward'],
} as const satisfies Record<string, readonly ActorKind[]>;
export type Desk = keyof typeof desks;

const deskPaths = Object.keys(desks) as Desk[];

/** The desk a path lies on. */
export const deskAt = (path: string): Desk | undefined => deskPaths.find((desk) => path === desk || path.startsWith(`${desk}/`));

/** Is this path inside one of the officers' frames? */
export const isDesk = (path: string): boolean => deskAt(path) !== undefined;

/** Screens of the hall without any frame of the site: kiosk and board. */
export const isScreen = (path: string): boolean => /^\/(kios|papan)(\/|$)/.test(path);

/** Where somebody starts to work after signing in; citizens at their cases. */
export const deskOf = (kind: ActorKind): string =>
  deskPaths.find((desk) => (desks[desk] as readonly ActorKind[]).includes(kind)) ?? '/berkas';
