// Compares a chosen file with the document's SHA-256 here in the browser, so the file needn't be sent. Without this script,
// or where the browser can't hash (plain http), the form sends the file as before.
const form = document.querySelector('form[data-sha256]');
if (form && globalThis.crypto?.subtle) {
  form.addEventListener('submit', async (event) => {
    const file = form.elements.berkas.files[0];
    if (!file) return;
    event.preventDefault();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const isSame = hex === form.dataset.sha256;
    const answer = form.querySelector('[data-answer]');
    answer.textContent = isSame ? form.dataset.same : form.dataset.differs;
    answer.className = isSame ? 'notice' : 'notice warn';
  });
}
