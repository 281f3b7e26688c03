// One message: its bubble, its time, its inline keyboard. An edit replaces only the part
// that changed, so a dice keeps its rest and a pressed button keeps its focus.
import {describeDice, diceNode} from './dice.js';
import {h, icon, prefersStillness} from './dom.js';
import {clockTime, colourOf, fullTime, isoTime, nameOf, originName} from './format.js';
import {inlineKeyboard} from './keyboard.js';
import {isJumbo, renderText} from './text.js';

const kKnownBodies = ['text', 'caption', 'photo', 'dice', 'invoice', 'successful_payment', 'refunded_payment'];
const kFrame = new Set([
  'message_id', 'message_thread_id', 'from', 'sender_chat', 'date', 'chat', 'forward_origin',
  'reply_to_message', 'edit_date', 'entities', 'caption_entities', 'reply_markup', 'link_preview_options',
  'via_bot', 'is_automatic_forward', 'has_protected_content'
]);

/** What a message says in one line, for quotes and notices. */
export function summary(message) {
  if (message.dice) return describeDice(message.dice);
  return payment(message) ?? message.text ?? message.caption ?? kindOf(message);
}

/** What a message about money says, or undefined. */
function payment({invoice, successful_payment, refunded_payment}) {
  if (invoice) return `${invoice.title}\n${invoice.description}`;
  if (successful_payment) return `You paid ⭐ ${successful_payment.total_amount}`;
  if (refunded_payment) return `Refunded ⭐ ${refunded_payment.total_amount}`;
  return undefined;
}

function kindOf(message) {
  const kind =
      Object.keys(message).find((name) => !kFrame.has(name) && !kKnownBodies.includes(name)) ?? 'message';
  return `[${kind.replaceAll('_', ' ')}]`;
}

function meta(message, mine) {
  const edited = message.edit_date ?
      h('span.edited', {'data-testid': 'edited', title: fullTime(message.edit_date)}, 'edited') :
      null;
  const time =
      h('time', {datetime: isoTime(message.date), title: fullTime(message.date)}, clockTime(message.date));
  return h('span.meta', {}, edited, time, mine && icon('check'));
}

function forwardLine(origin) {
  if (!origin) return null;
  return h(
      'div.forwarded', {'data-testid': 'forwarded'}, 'Forwarded from ', h('bdi', {}, originName(origin)));
}

function quote(message, actions) {
  if (!message) return null;
  return h(
      'button.quote', {on: {click: () => actions.jumpTo(message.message_id)}},
      h('b', {}, h('bdi', {}, nameOf(message.from))), h('span', {dir: 'auto'}, summary(message)));
}

function words(message, actions) {
  const money = payment(message);
  if (money !== undefined) return h('span.words', {dir: 'auto', 'data-testid': 'payment'}, money);
  const text = message.text ?? message.caption;
  const picture = message.photo?.[0] &&
      h('img.photo', {
        src: `/sim/file?id=${encodeURIComponent(message.photo[0].file_id)}`,
        alt: 'Picture',
        'data-testid': 'photo'
      });
  const unshown = !picture && message.text === undefined && h('span.unsupported', {}, kindOf(message));
  const shown = text !== undefined && renderText(text, message.entities ?? message.caption_entities, actions);
  return h('span.words', {dir: 'auto'}, picture || unshown, (picture || unshown) && shown && '\n', shown);
}

/** Everything of a message but its keyboard, as one string that changes when the content does. */
const contentKey = ({reply_markup, ...content}) => JSON.stringify(content);

export class MessageView {
  #actions;
  #content = '';
  #markup = '';
  #dice = null;
  #keyboard = null;
  #bubble = h('div.bubble');

  /** `isNew` sets a dice in motion; `actions` are the pane's. */
  constructor(message, actions, isNew) {
    this.#actions = actions;
    this.message = message;
    this.mine = message.from?.is_bot !== true;
    const contextmenu = (event) => this.#openMenu(event);
    this.element =
        h(`article.message.${this.mine ? 'mine' : 'theirs'}`, {
          'data-testid': 'message',
          'data-message-id': message.message_id,
          'data-mine': String(this.mine),
        },
          this.#bubble);
    this.#bubble.addEventListener('contextmenu', contextmenu);
    // One's own text was there already, on its way.
    if (isNew && !this.mine) this.element.classList.add('arriving');
    this.update(message, isNew);
  }

  update(message, isNew = false) {
    this.message = message;
    const content = contentKey(message);
    if (content !== this.#content) {
      if (this.#content !== '') this.#flash();
      this.#content = content;
      this.#drawBubble(message, isNew);
    }
    const markup = JSON.stringify(message.reply_markup ?? null);
    if (markup !== this.#markup) {
      this.#markup = markup;
      this.#drawKeyboard(message);
    }
  }

  /**
   * First and last of a run by the same sender: the name stands over the first, the tail hangs on the last.
   */
  setGroup(first, last) {
    this.element.classList.toggle('first', first);
    this.element.classList.toggle('last', last);
  }

  /** Draws the eye to this message, e.g. when a quote of it was pressed. */
  highlight() {
    this.element.scrollIntoView({block: 'center', behavior: prefersStillness() ? 'instant' : 'smooth'});
    this.#flash();
  }

  #drawBubble(message, isNew) {
    const sender = nameOf(message.from);
    const author =
        h(`div.author.${colourOf(message.from?.id)}`, {}, h('bdi', {}, this.mine ? 'You' : sender));
    const isDice = message.dice !== undefined;
    if (isDice) this.#dice ??= diceNode(message.dice, isNew);
    this.#bubble.classList.toggle('bare', isDice);
    this.#bubble.classList.toggle(
        'jumbo', message.text !== undefined && isJumbo(message.text, message.entities));
    this.#bubble.replaceChildren(
        ...[author, forwardLine(message.forward_origin), quote(message.reply_to_message, this.#actions),
            isDice ? this.#dice : words(message, this.#actions), meta(message, this.mine), this.#menuButton()]
            .filter(Boolean));
  }

  #drawKeyboard(message) {
    const next = inlineKeyboard(message, this.#actions);
    const hadFocus = this.#keyboard?.contains(document.activeElement);
    this.#keyboard?.remove();
    this.#keyboard = next;
    if (next) this.element.append(next);
    this.element.classList.toggle('with-keys', next !== null);
    // The button that had the focus is gone; the next one in its place takes it.
    if (hadFocus)
      (next?.querySelector('.key') ?? this.element.closest('[role=log]'))?.focus({preventScroll: true});
  }

  #menuButton() {
    const click = (event) => this.#openMenu(event);
    return h(
        'button.more', {
          'aria-label': 'Message actions',
          'aria-haspopup': 'menu',
          'data-testid': 'message-menu',
          on: {click}
        },
        icon('caret'));
  }

  #openMenu(event) {
    if (event.target.closest('a')) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const at =
        event.clientX || event.clientY ? {x: event.clientX, y: event.clientY} : {x: box.left, y: box.bottom};
    this.#actions.menu(this, at);
  }

  #flash() {
    this.element.classList.remove('flash');
    void this.element.offsetWidth;  // restarts the animation
    this.element.classList.add('flash');
  }
}

/** A message on its way: a clock until the sandbox has it, a way to try again when it failed. */
export function pendingBubble(text, retry) {
  const state = h('span.meta', {}, h('span.unseen', {}, 'Sending'), icon('clock'));
  const bubble = h('div.bubble', {}, h('span.words', {dir: 'auto'}, text), state);
  const element = h('article.message.mine.last.pending', {'data-testid': 'pending'}, bubble);
  const fail = (reason) => {
    const again =
        h('button.retry', {
          title: reason,
          on: {
            click: () => {
              element.remove();
              retry();
            }
          }
        },
          icon('failed'), 'Not sent. Try again');
    element.classList.add('failed');
    state.replaceChildren(again);
  };
  return {element, fail};
}
