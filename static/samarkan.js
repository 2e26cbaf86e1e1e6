// Draws rectangles over the photograph with a finger, a mouse or the keyboard, and writes them into the fields below, which are what is
// sent. Without this script the fields are filled by hand.
const form = document.querySelector('form[data-mask]');
const canvas = form?.querySelector('svg');
if (form && canvas) {
  const SIDES = ['kiri', 'atas', 'lebar', 'tinggi'];
  const LEAST = 1; // percent: less is a slip of the finger
  const round = (value) => Math.round(value * 10) / 10;
  const clamp = (value, most = 100) => Math.min(Math.max(value, 0), most);
  const rows = () => [...form.querySelectorAll('fieldset[data-row]')];
  const fields = (row) => SIDES.map((side) => row.querySelector(`[name=${side}]`));
  const read = (row) => fields(row).map((field) => Number(field.value.replace(',', '.')) || 0);
  const named = (no) => form.dataset.box.replace('#', no);

  function write(row, box) {
    const [left, top, width, height] = box;
    const kept = [left, top, Math.min(width, 100 - left), Math.min(height, 100 - top)].map(round);
    fields(row).forEach((field, at) => (field.value = String(kept[at])));
    if (form.elements.bersih) form.elements.bersih.checked = false;
    draw();
  }
  const clear = (row) => fields(row).forEach((field) => (field.value = ''));

  function emptyRow() {
    const found = rows().find((row) => fields(row).every((field) => field.value.trim() === ''));
    if (found) return found;
    const last = rows().at(-1);
    const no = Number(last.dataset.row) + 1;
    const row = last.cloneNode(true);
    row.dataset.row = String(no);
    row.querySelector('legend').textContent = named(no);
    for (const error of row.querySelectorAll('.error')) error.remove();
    for (const label of row.querySelectorAll('label')) label.htmlFor = label.htmlFor.replace(/\d+$/, no);
    for (const field of fields(row)) {
      field.id = field.id.replace(/\d+$/, no);
      field.value = '';
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
    last.after(row);
    return row;
  }

  function draw() {
    const focused = document.activeElement?.dataset?.row;
    for (const rect of canvas.querySelectorAll('rect')) rect.remove();
    for (const row of rows()) {
      const [left, top, width, height] = read(row);
      if (!(width > 0 && height > 0)) continue;
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      for (const [name, value] of Object.entries({ x: left, y: top, width, height, tabindex: 0, role: 'button' }))
        rect.setAttribute(name, value);
      rect.setAttribute('aria-label', named(row.dataset.row));
      rect.setAttribute('aria-describedby', 'cara');
      rect.dataset.row = row.dataset.row;
      canvas.append(rect);
      if (focused === row.dataset.row) rect.focus();
    }
  }
  const rowOf = (rect) => form.querySelector(`fieldset[data-row="${rect.dataset.row}"]`);
  const focusOn = (row) => canvas.querySelector(`rect[data-row="${row.dataset.row}"]`)?.focus();

  const place = ({ clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [clamp(((clientX - left) / width) * 100), clamp(((clientY - top) / height) * 100)];
  };
  let drag;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const [x, y] = place(event);
    const rect = event.target.closest('rect');
    drag = rect ? { row: rowOf(rect), x, y, box: read(rowOf(rect)) } : { x, y };
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const [x, y] = place(event);
    if (drag.box) {
      const [left, top, width, height] = drag.box;
      write(drag.row, [clamp(left + x - drag.x, 100 - width), clamp(top + y - drag.y, 100 - height), width, height]);
      return;
    }
    const box = [Math.min(x, drag.x), Math.min(y, drag.y), Math.abs(x - drag.x), Math.abs(y - drag.y)];
    if (!drag.row && (box[2] < LEAST || box[3] < LEAST)) return;
    drag.row ??= emptyRow();
    write(drag.row, box);
  });
  const end = () => {
    if (drag?.row) focusOn(drag.row);
    drag = undefined;
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener('keydown', (event) => {
    const rect = event.target.closest('rect');
    if (!rect) return;
    const row = rowOf(rect);
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      const [left, top, width, height] = read(row);
      const [x, y] = step;
      write(
        row,
        event.shiftKey
          ? [left, top, Math.max(LEAST, width + x), Math.max(LEAST, height + y)]
          : [clamp(left + x, 100 - width), clamp(top + y, 100 - height), width, height],
      );
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      clear(row);
      draw();
      fields(row)[0].focus();
    }
  });

  const add = form.querySelector('[data-add]');
  add.hidden = false;
  add.addEventListener('click', () => {
    const row = emptyRow();
    write(row, [40, 40, 20, 20]);
    focusOn(row);
  });
  form.addEventListener('input', (event) => SIDES.includes(event.target.name) && draw());
  draw();
}
