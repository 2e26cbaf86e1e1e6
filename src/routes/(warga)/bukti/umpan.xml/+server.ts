import { rootFeed } from '#web/server/root-feed.ts';

export const GET = rootFeed;
