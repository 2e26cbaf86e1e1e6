import { error } from '@sveltejs/kit';
import { Failure } from '#core/failure.ts';
import { appointmentFile, getAppointment, presentTicket } from '#modules/queue/server/queue.ts';
import { hall } from '#ui/words/queue.ts';
import { say, text } from '#ui/words.ts';
import type { RequestHandler } from './$types';

/** The appointment for the calendar of a telephone; cancelled, the same file takes it out again. */
export const GET: RequestHandler = async ({ params, locals, url }) => {
  const t = say(hall, locals.lang);
  try {
    const file = await locals.database.withActor(locals.actor, async (tx) => {
      const visit = await presentTicket(tx, params.kode);
      const appointment = await getAppointment(tx, visit);
      return appointmentFile(tx, visit, {
        title: appointment ? text(locals.lang, appointment.service) : t('ticket_title'),
        note: `${t('must_come')} ${params.kode}. ${t('free_short')}`,
        url: new URL(`/antre/${params.kode}`, url.origin).href,
      });
    });
    return new Response(file, {
      headers: {
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': 'attachment; filename="janji.ics"',
        'cache-control': 'private, no-store',
      },
    });
  } catch (thrown) {
    if (thrown instanceof Failure) error(404);
    throw thrown;
  }
};
