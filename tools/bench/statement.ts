/** One SQL statement as the application sent it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Bytes and moments have no form of their own in JSON. */
const pack = (value: unknown): unknown =>
  value instanceof Date
    ? { date: value.toISOString() }
    : value instanceof Uint8Array
      ? { bytes: Buffer.from(value).toString('hex') }
      : Array.isArray(value)
        ? value.map(pack)
        : value;
const unpack = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  const { date, bytes } = value as { date?: string; bytes?: string };
  return date !== undefined ? new Date(date) : bytes !== undefined ? Buffer.from(bytes, 'hex') : value;
};

export const toLine = ({ text, values }: Statement): string => `${JSON.stringify({ text, values: values.map(pack) })}\n`;

export const readLines = (text: string): Statement[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Statement)
    .map((statement) => ({ text: statement.text, values: statement.values.map(unpack) }));
