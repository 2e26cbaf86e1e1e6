import { listServices, listTopics, searchServices } from '#modules/catalogue/server/catalogue.ts';
import { page } from '#web/server/serve.ts';

export const csr = false;

export const load = page(async (tx, { url }) => {
  const query = (url.searchParams.get('cari') ?? '').trim().slice(0, 100);
  const topics = await listTopics(tx);
  const topic = topics.find(({ id }) => id === url.searchParams.get('topik'));
  const services = await listServices(tx, topic ? { topic: topic.id } : {});
  return {
    query,
    found: query ? await searchServices(tx, query) : [],
    topic,
    groups: topics
      .map((group) => ({ ...group, services: services.filter((service) => service.topic === group.id) }))
      .filter((group) => group.services.length > 0),
    count: services.length,
  };
});
