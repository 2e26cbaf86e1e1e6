// Keeps the form for reports without a signal on this device, in the language of the page; without this script, or on a device that
// can't, everything else works as before.
navigator.serviceWorker?.register(`/sw.js?bahasa=${document.documentElement.lang}`, { updateViaCache: 'none' }).catch(() => {});
