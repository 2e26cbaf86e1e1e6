import { redirect, type RequestEvent } from '@sveltejs/kit';
import { counterDuty } from '#modules/identity/person.ts';
import { rules } from '#modules/innovations/rules.ts';
import { desks, deskOf, type Desk } from '#ui/desk.ts';

/**
 * The door of a work frame: visitors go and sign in, people of another kind to their own desk. What they may do there is
 * decided by row security and the modules; this only spares them an empty page.
 */
export function openDesk({ locals, url }: Pick<RequestEvent, 'locals' | 'url'>, desk: Desk) {
  const { actor } = locals;
  if (actor.kind === 'anonymous') redirect(303, `/masuk?kembali=${encodeURIComponent(url.pathname + url.search)}`);
  if (!desks[desk].some((kind) => kind === actor.kind)) redirect(303, deskOf(actor.kind));
  const holds = new Set('duties' in actor ? actor.duties.map(({ role }) => role) : []);
  return {
    desk,
    atCounter: counterDuty(actor) !== undefined,
    agencies: 'agencies' in actor ? actor.agencies : [],
    keepsSurvey: holds.has('survey.pengelola'),
    runsHall: holds.has('queue.pengatur'),
    keepsInnovations: 'agencies' in actor && actor.agencies.includes(rules.office.agency),
    // links that others must not even be shown
    handlesWhistles: actor.kind === 'officer' && holds.has('complaints.apip'),
    keepsIdentities: actor.kind === 'officer' && holds.has('complaints.penjaga_identitas'),
  };
}
