// What passes by: toasts over a pane, and alerts that wait for an OK.
import {h} from './dom.js';

const kToast_ms = 5_000;
const kLeave_ms = 250;

/** Toasts of one pane; the element is a live region that stands from the beginning. */
export class Toasts {
  element = h('div.toasts', {role: 'status', 'aria-live': 'polite'});

  show(text, kind = 'plain') {
    const toast = h(`div.toast.${kind}`, {'data-testid': 'toast', dir: 'auto'}, text);
    this.element.append(toast);
    let timer = setTimeout(leave, kToast_ms);
    toast.addEventListener('click', leave);
    toast.addEventListener('pointerenter', () => clearTimeout(timer));
    toast.addEventListener('pointerleave', () => {
      timer = setTimeout(leave, kLeave_ms);
    });
    function leave() {
      toast.classList.add('leaving');
      setTimeout(() => toast.remove(), kLeave_ms);
    }
  }
}

/** A modal dialog with the bot's words (show_alert), or a question when `confirm` names the deed. */
export function alertDialog(title, text, confirm = null) {
  return new Promise((resolve) => {
    const close = h('button.plain', {value: 'close', 'data-testid': 'alert-ok'}, confirm ? 'Cancel' : 'OK');
    const sure = confirm && h('button.plain.strong', {'data-testid': 'alert-confirm'}, confirm);
    const dialog =
        h('dialog.alert', {'data-testid': 'alert', 'aria-label': title}, h('h2', {}, title),
          h('p', {dir: 'auto'}, text), h('div.actions', {}, close, sure));
    close.addEventListener('click', () => dialog.close());
    sure?.addEventListener('click', () => dialog.close('yes'));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
