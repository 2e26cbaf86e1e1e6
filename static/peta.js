// Maps, loaded when somebody asks for one: reports on a map beside their list, or a point for the form. Leaflet comes with it; nothing
// else depends on it, and what reports say is put into the page as text, never as HTML.
const LEAFLET = '/leaflet/leaflet';
let loading;
const load = () =>
  (loading ??= new Promise((done, fail) => {
    const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${LEAFLET}.css` });
    const script = Object.assign(document.createElement('script'), { src: `${LEAFLET}.js`, onload: done, onerror: fail });
    document.head.append(style, script);
  }));

async function* pages(url) {
  for (let next = url; next;) {
    const answer = await fetch(next);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = await answer.json();
    yield page;
    next = page.next;
  }
}

async function show(root) {
  const frame = root.querySelector('.map');
  const status = root.querySelector('[role=status]');
  const { tiles, credit, centre, zoomIn, zoomOut } = root.dataset;
  await load();
  frame.hidden = false;
  const map = L.map(frame, { preferCanvas: true, zoomControl: false }).setView(centre.split(',').map(Number), 9);
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (tiles) L.tileLayer(tiles, { attribution: credit, maxZoom: 19, referrerPolicy: 'origin' }).addTo(map);
  const ink = getComputedStyle(root).getPropertyValue('--leaf').trim();
  const lines = await fetch('/laporan/peta/batas.geojson').then(
    (answer) => (answer.ok ? answer.json() : undefined),
    () => undefined,
  );
  const shapes = lines && L.geoJSON(lines, { style: { color: ink, weight: 2, fill: false }, interactive: false }).addTo(map);
  if (shapes?.getLayers().length) map.fitBounds(shapes.getBounds());
  if (root.dataset.map === 'pick') pickOn(map, root);
  else await reportsOn(map, root, status);
}

function pickOn(map, root) {
  const { lat, long } = root.closest('form').elements;
  let mark;
  const put = (at) => (mark = (mark ?? L.circleMarker(at, { radius: 9, color: '#b3261e', weight: 3 }).addTo(map)).setLatLng(at));
  const typed = () => {
    const at = [Number(lat.value.replace(',', '.')), Number(long.value.replace(',', '.'))];
    if (lat.value && long.value && at.every(Number.isFinite)) map.setView(put(at).getLatLng(), 14);
  };
  typed();
  for (const field of [lat, long]) field.addEventListener('change', typed);
  map.on('click', ({ latlng }) => {
    put(latlng);
    lat.value = latlng.lat.toFixed(5);
    long.value = latlng.wrap().lng.toFixed(5);
  });
}

async function reportsOn(map, root, status) {
  const points = L.featureGroup().addTo(map);
  let n = 0;
  for await (const page of pages('/laporan/peta/titik.geojson')) {
    for (const { geometry, properties } of page.features) {
      const [long, lat] = geometry.coordinates;
      const link = Object.assign(document.createElement('a'), { href: properties.url, textContent: properties.title });
      const about = document.createElement('div');
      about.append(link, document.createElement('br'), `${properties.number} · ${properties.status}`);
      L.circleMarker([lat, long], { radius: 8, color: properties.open ? '#9c3b22' : '#2f8a5f', weight: 3, fillOpacity: 0.4 })
        .bindPopup(about)
        .addTo(points);
      n++;
    }
    status.textContent = root.dataset.shown.replace('#', n);
  }
  status.textContent = root.dataset.shown.replace('#', n);
  if (n) map.fitBounds(points.getBounds(), { maxZoom: 14, padding: [30, 30] });
}

for (const root of document.querySelectorAll('[data-map]')) {
  root.hidden = false;
  const button = root.querySelector('button');
  button.addEventListener('click', () => {
    button.disabled = true;
    show(root).then(
      () => {
        button.remove();
        root.querySelector('.map').focus();
      },
      () => {
        // the program of the map didn't come: another try may bring it
        if (root.querySelector('.map').hidden) button.disabled = false;
        else button.remove();
        loading = undefined;
        root.querySelector('[role=status]').textContent = root.dataset.failed;
      },
    );
  });
}
