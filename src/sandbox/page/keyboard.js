// Inline keyboards under their message and the reply keyboard under the input. A button
// that was pressed shows progress and takes no second press until its answer is here.
import {h, icon} from './dom.js';

const kSettle_ms = 350;
/** Windows that have no room for a chat above a keyboard of buttons; a phone's with its own keyboard open. */
const kLow = matchMedia('(max-height: 420px)');
const kLongestLine = 24;
const kOpenable = /^(https?|tg|ton):/i;

/**
 * Runs `deed` once at a time for this button. It stays busy for a moment longer than the
 * deed, so that a nervous double press does not become two.
 */
export async function oncePressed(button, deed) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const pause = new Promise((resolve) => {
      setTimeout(resolve, kSettle_ms);
    });
    await Promise.all([deed(), pause]);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/** Only what even a row of its own may have no room for, an address perhaps, is broken into lines. */
function label(text) {
  return h(`span.label${text.length > kLongestLine ? '.long' : ''}`, {dir: 'auto'}, text);
}

function urlKey(key, actions) {
  if (!kOpenable.test(key.url)) return deadKey(key);
  const click = (event) => {
    if (actions.followsHere(key.url)) event.preventDefault();
  };
  const props = {
    href: key.url,
    target: '_blank',
    rel: 'noopener noreferrer',
    'data-testid': 'inline-button',
    on: {click}
  };
  return h('a.key', props, label(key.text), icon('link'));
}

/** A kind of button that this page does not act on is shown, and says so. */
function deadKey(key) {
  return h(
      'button.key', {disabled: true, title: 'Not offered by the sandbox', 'data-testid': 'inline-button'},
      label(key.text));
}

function inlineKey(message_id, key, actions) {
  if (key.url !== undefined) return urlKey(key, actions);
  let deed = null;
  if (key.callback_data !== undefined) deed = () => actions.tap(message_id, key.callback_data);
  if (key.copy_text !== undefined) deed = () => actions.copy(key.copy_text.text);
  if (deed === null) return deadKey(key);
  const button =
      h('button.key', {
        'data-testid': 'inline-button',
        'data-callback': key.callback_data,
        on: {click: () => oncePressed(button, deed)}
      },
        label(key.text));
  return button;
}

/** An invoice without buttons of its own has this one. A forwarded copy is for others to pay. */
function payKey(message, actions) {
  const button = h(
      'button.key', {'data-testid': 'pay-button', on: {click: () => oncePressed(button, () => actions.pay(message))}},
      h('span.label', {}, `Pay ⭐ ${message.invoice.total_amount}`));
  return button;
}

/** The inline keyboard of a message, or null. */
export function inlineKeyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const payable = message.invoice && !message.forward_origin;
  if (rows.length === 0 && payable)
    return h('div.inline-keyboard', {role: 'group', 'aria-label': 'Payment'},
             h('div.key-row', {}, payKey(message, actions)));
  if (rows.length === 0) return null;
  return h(
      'div.inline-keyboard', {role: 'group', 'aria-label': 'Buttons of this message'},
      rows.map((row) => h('div.key-row', {}, row.map((key) => inlineKey(message.message_id, key, actions)))));
}

const textOf = (key) => (typeof key === 'string' ? key : key.text);
const isDead = (key) => typeof key !== 'string' &&
    Object.keys(key).some((name) => name.startsWith('request_') || name === 'web_app');

/** The reply keyboard with its toggle. `press(text)` returns a promise. */
export class ReplyKeyboard {
  element =
      h('div.reply-keyboard',
        {role: 'group', 'aria-label': 'Reply keyboard', 'data-testid': 'reply-keyboard', hidden: true});
  toggle = h('button.round', {'data-testid': 'keyboard-toggle', hidden: true}, icon('keyboard'));
  #press;
  #shown = '';
  #oneTime = false;
  #open = false;
  #folded = false;

  constructor(press) {
    this.#press = press;
    this.toggle.addEventListener('click', () => {
      this.#folded = false;
      this.#show(!this.#open);
    });
    const follow = () => {
      if (this.element.isConnected)
        this.#foldWhereLow();
      else
        kLow.removeEventListener('change', follow);
    };
    kLow.addEventListener('change', follow);
  }

  /** Shows the keyboard in force; null takes it away. The same keyboard again changes nothing. */
  set(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    const wanted = JSON.stringify(rows);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#oneTime = keyboard?.one_time_keyboard === true;
    this.element.replaceChildren(
        ...rows.map((row) => h('div.key-row', {}, row.map((key) => this.#key(key)))));
    this.toggle.hidden = rows.length === 0;
    this.#folded = false;
    this.#show(rows.length > 0);
    this.#foldWhereLow();
  }

  /** What was folded for want of room comes back with the room. */
  #foldWhereLow() {
    if (kLow.matches ? !this.#open : !this.#folded) return;
    this.#folded = kLow.matches;
    this.#show(!kLow.matches);
  }

  #key(key) {
    const text = textOf(key);
    const deed = async () => {
      if (this.#oneTime) this.#show(false);
      await this.#press(text);
    };
    const button = h(
        'button.key',
        {'data-testid': 'reply-button', disabled: isDead(key), on: {click: () => oncePressed(button, deed)}},
        label(text));
    return button;
  }

  #show(open) {
    this.#open = open;
    this.element.hidden = !open;
    this.toggle.setAttribute('aria-expanded', String(open));
    this.toggle.setAttribute('aria-label', open ? 'Hide the keyboard' : 'Show the keyboard');
    this.toggle.title = this.toggle.getAttribute('aria-label');
  }
}
