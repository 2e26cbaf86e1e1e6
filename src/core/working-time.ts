/** A calendar day as 'YYYY-MM-DD', with no time zone. */
export type Day = string;
