/** Name and mark of a deployment. Another regency changes this file and the colours at the top of app.css, nothing else. */
export const brand = {
  name: 'Satu Pintu',
  place: 'Kabupaten Mimika',
  government: { id: 'Pemerintah Kabupaten Mimika', en: 'Government of Mimika Regency' },
  /** The neutral shield (mountain and sea), drawn in a 32 × 36 box. Not a coat of arms. */
  colour: '#0b5d3b',
  /** Where maps begin: latitude and longitude of Timika. */
  centre: [-4.55, 136.89],
} as const;
