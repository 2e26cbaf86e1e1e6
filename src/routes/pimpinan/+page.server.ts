import { listHolds, listOverdue } from '#modules/cases/server/cases.ts';
import { listOnlineServices, listRegions } from '#modules/catalogue/server/catalogue.ts';
import { getLeaderView } from '#modules/complaints/server/complaints.ts';
import { getPrinciples } from '#modules/council/server/council.ts';
import { questionsOf, summaryOf } from '#modules/council/view.ts';
import { listAgencies, namesOf } from '#modules/identity/server/identity.ts';
import { page } from '#web/server/serve.ts';

export const load = page(async (tx) => {
  const agencies = new Map((await listAgencies(tx)).map((agency) => [agency.code, agency.acronyms[0] ?? agency.official_name]));
  const services = new Map((await listOnlineServices(tx)).map((service) => [service.id, service.name]));
  const overdue = await listOverdue(tx, 30);
  const people = await namesOf(
    tx,
    overdue.flatMap((task) => task.claimant ?? []),
  );
  const principles = await getPrinciples(tx);
  const nameOf = (agency: string | null) => (agency === null ? '–' : (agencies.get(agency) ?? agency));
  return {
    reports: await getLeaderView(tx),
    agencies: Object.fromEntries(agencies),
    districts: Object.fromEntries((await listRegions(tx)).filter(({ level }) => level === 3).map(({ code, name }) => [code, name])),
    measures: {
      summary: summaryOf(principles.measures),
      leads: principles.measures.filter(({ metric }) => metric.lead),
      worst: principles.worst,
      questions: questionsOf(principles.measures, principles.worst),
      asOf: principles.asOf,
    },
    holds: (await listHolds(tx)).map((hold) => ({ ...hold, name: nameOf(hold.agency) })),
    overdue: overdue.map((task) => ({
      ...task,
      agency: nameOf(task.agency),
      service: services.get(task.service_id) ?? { id: task.service_id },
      holder: task.claimant === null ? undefined : people.get(task.claimant),
    })),
  };
});
