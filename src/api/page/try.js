// Signs in the browser and sends to the server that the page came from.
import {canonical, exampleOf} from '/docs/examples.js';
import {el} from '/docs/schemas.js';

/** HMAC-SHA256 in lower-case hex. */
export async function sign(key, text) {
  const bytes = new TextEncoder();
  const secret = await crypto.subtle.importKey('raw', bytes.encode(key), {name: 'HMAC', hash: 'SHA-256'}, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', secret, bytes.encode(text));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends the object with the time of now; gives what was sent and what came. */
async function send(path, object, key) {
  const body = canonical({...object, timestamp: Date.now() / 1000});
  const signature = await sign(key, `POST\n${path}\n${body}`);
  const answer = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json', 'X-Signature-V2': signature}, body,
  });
  return {body, signature, status: answer.status, text: await answer.text()};
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function tryForm(path, operation) {
  const box = el('textarea', {rows: 6, spellcheck: 'false', 'aria-label': `Fields of ${path}`});
  box.value = JSON.stringify(exampleOf(operation), null, 2);
  const button = el('button', {type: 'button', 'data-testid': 'send'}, 'Sign and send');
  const output = el('div', {'data-testid': 'output', 'aria-live': 'polite'});
  const complain = (text) => output.replaceChildren(el('p', {class: 'error'}, text));
  button.addEventListener('click', async () => {
    const key = document.getElementById('key').value;
    if (!key) return complain('Type the SECRET_KEY at the top of the page first.');
    if (!crypto.subtle) return complain('This browser signs only on pages from https or from this machine.');
    let object;
    try {
      object = JSON.parse(box.value);
    } catch (error) {
      return complain(`This is not JSON: ${error.message}`);
    }
    button.disabled = true;
    try {
      const sent = await send(path, object, key);
      output.replaceChildren(el('pre', {}, `POST ${path}\nX-Signature-V2: ${sent.signature}\n\n${sent.body}`),
                             el('pre', {'data-testid': 'answer'}, `${sent.status}\n${pretty(sent.text)}`));
    } catch (error) {
      complain(`The call could not be sent: ${error.message}`);
    } finally {
      button.disabled = false;
    }
  });
  return el('div', {}, el('p', {class: 'small'}, 'The timestamp is added when it is sent.'), box, button, output);
}
