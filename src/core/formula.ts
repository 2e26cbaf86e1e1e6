/**
 * What a spreadsheet would run as a formula: a text that begins so gets a quote before it in a CSV file. Papa's own pattern
 * also looks at the end of the text, and so lets those of more than one line through.
 */
export const FORMULA = /^[=+\-@\t\r]/;
