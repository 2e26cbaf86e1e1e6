// What changes while somebody looks on: the page comes again, or a kiosk goes back to its start. Never over words being
// written, an open form or a mistake that has to be read; without this script the page has its own link.
const { segar, ke } = document.querySelector('script[data-segar]').dataset;
let touchedAt = Date.now();
for (const event of ['pointerdown', 'keydown']) addEventListener(event, () => (touchedAt = Date.now()));
setInterval(() => {
  const isBusy = document.activeElement?.matches('input, select, textarea') || document.querySelector('details[open], .error-summary');
  if (Date.now() - touchedAt > Number(segar) * 1000 && (ke || !isBusy)) location.replace(ke || location.pathname);
}, 1000);
