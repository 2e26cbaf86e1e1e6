import { timingSafeEqual } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import type { Connections } from '#core/server/database.ts';
import type { Operation } from '#core/server/operation.ts';

/**
 * What /metrics says, in the text format of Prometheus (0.0.4). Labels are patterns and fixed words, never addresses as
 * they were asked for: those may hold a code or a name.
 */

/** Seconds; a page answers in hundredths, an upload in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

interface Times {
  readonly buckets: number[];
  sum: number;
  count: number;
}
const requests = new Map<string, number>();
const times = new Map<string, Times>();
const delay = monitorEventLoopDelay({ resolution: 20 });
delay.enable();

/** Label values are escaped; that is all a value can break. */
const label = (value: string): string => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
const labels = (pairs: Readonly<Record<string, string>>): string =>
  `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${label(value)}"`)
    .join(',')}}`;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Count one answered request. `route` is the pattern (`/berkas/[code]`); undefined where no route fits. */
export function observe(route: string | undefined, method: string, status: number, seconds: number): void {
  const pattern = route ?? 'none';
  const key = labels({ route: pattern, method: METHODS.has(method) ? method : 'other', status: String(status) });
  requests.set(key, (requests.get(key) ?? 0) + 1);
  let time = times.get(pattern);
  if (!time) times.set(pattern, (time = { buckets: BUCKETS.map(() => 0), sum: 0, count: 0 }));
  time.count++;
  time.sum += seconds;
  for (const [index, limit] of BUCKETS.entries()) if (seconds <= limit) time.buckets[index]!++;
}

type Sample = readonly [labels: string, value: number];
const family = (name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map(([at, value]) => `${name}${at} ${value}\n`).join('')}`;

function histogram(): string {
  const name = 'http_request_duration_seconds';
  const lines = [`# HELP ${name} Time to answer, by route`, `# TYPE ${name} histogram`];
  for (const [route, { buckets, sum, count }] of times) {
    for (const [index, limit] of BUCKETS.entries()) lines.push(`${name}_bucket${labels({ route, le: String(limit) })} ${buckets[index]}`);
    lines.push(
      `${name}_bucket${labels({ route, le: '+Inf' })} ${count}`,
      `${name}_sum${labels({ route })} ${sum}`,
      `${name}_count${labels({ route })} ${count}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Everything, as one text. The delay of the event loop is that since the last call. Without `operation` the database didn't answer. */
export function metricsText(connections: Connections | undefined, operation: Operation | undefined): string {
  const quantile = (of: number): number => delay.percentile(of) / 1e9;
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const jobs = (of: (job: Operation['jobs'][number]) => number): Sample[] =>
    (operation?.jobs ?? []).map((job) => [labels({ task: job.task }), of(job)]);
  const loop: Sample[] = [
    [labels({ quantile: '0.5' }), quantile(50)],
    [labels({ quantile: '0.99' }), quantile(99)],
    [labels({ quantile: '1' }), delay.count > 0 ? delay.max / 1e9 : 0],
  ];
  delay.reset();
  return [
    family('http_requests_total', 'counter', 'Answered requests by route, method and status', [...requests]),
    histogram(),
    family('nodejs_eventloop_delay_seconds', 'gauge', 'Delay of the event loop since the last look', loop),
    family('process_resident_memory_bytes', 'gauge', 'Memory of the web process', [['', memory.rss]]),
    family('nodejs_heap_used_bytes', 'gauge', 'Heap in use', [['', memory.heapUsed]]),
    family('process_cpu_seconds_total', 'counter', 'Processor time of the web process', [['', (cpu.user + cpu.system) / 1e6]]),
    family('process_start_time_seconds', 'gauge', 'When the web process began', [['', Math.round(Date.now() / 1000 - process.uptime())]]),
    connections
      ? family('satupintu_pool_connections', 'gauge', 'Connections to the database', [
          [labels({ state: 'busy' }), connections.total - connections.idle],
          [labels({ state: 'idle' }), connections.idle],
        ]) +
        family('satupintu_pool_waiting', 'gauge', 'Commands that wait for a connection', [['', connections.waiting]]) +
        family('satupintu_database_retries_total', 'counter', 'Transactions tried again after a fault that passes', [
          ['', connections.retries],
        ])
      : '',
    family('satupintu_database_up', 'gauge', 'Did the database answer just now?', [['', operation ? 1 : 0]]),
    operation
      ? family('satupintu_outbox_waiting', 'gauge', 'Jobs the worker has not fetched', [['', operation.outbox.waiting]]) +
        family('satupintu_outbox_age_seconds', 'gauge', 'How long the oldest of them waits', [['', operation.outbox.age]]) +
        family(
          'satupintu_jobs_done_total',
          'counter',
          'Jobs finished',
          jobs((job) => job.done),
        ) +
        family(
          'satupintu_jobs_failed_total',
          'counter',
          'Runs of jobs that failed',
          jobs((job) => job.failed),
        ) +
        family(
          'satupintu_jobs_waiting',
          'gauge',
          'Jobs in the queue',
          jobs((job) => job.waiting),
        ) +
        family(
          'satupintu_jobs_active',
          'gauge',
          'Jobs in hand',
          jobs((job) => job.active),
        ) +
        (operation.workerAge === undefined
          ? ''
          : family('satupintu_worker_heartbeat_age_seconds', 'gauge', 'Since the worker last said that it lives', [
              ['', operation.workerAge],
            ]))
      : '',
  ].join('');
}

const isLoopback = (address: string): boolean => address === '::1' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);

/**
 * May this request read the figures? With a token (SATU_METRICS_TOKEN) whoever brings it as bearer; without one only this
 * machine itself, and then not through a proxy, behind which everybody looks local.
 */
export function mayReadMetrics(request: Request, address: string, token = process.env['SATU_METRICS_TOKEN'] ?? ''): boolean {
  if (!token) return isLoopback(address) && !['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some((name) => request.headers.has(name));
  const given = Buffer.from(/^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '');
  const right = Buffer.from(token);
  return given.length === right.length && timingSafeEqual(given, right);
}
