// Passkeys: without this script, or on a device without them, the button stays hidden and the password form does the work.
const button = document.querySelector('[data-passkey]');
const status = document.querySelector('[data-passkey-status]');
if (button && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    status.textContent = '';
    try {
      const isNew = button.dataset.passkey === 'new';
      const address = isNew ? '/akun/kunci' : '/masuk/kunci';
      const asked = await fetch(address);
      if (!asked.ok) throw new Error((await asked.json()).title);
      const options = await asked.json();
      const credential = isNew
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      const back = button.dataset.back ? `?kembali=${encodeURIComponent(button.dataset.back)}` : '';
      const answer = await fetch(address + back, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credential.toJSON()),
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.title);
      location.assign(said.next);
    } catch {
      status.textContent = button.dataset.failed;
    }
  });
}
