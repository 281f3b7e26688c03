// The list of messages of one pane: keeps what is on the page equal to what the sandbox
// says, follows the newest message unless the person reads back, and counts the unread.
import {h, icon, prefersStillness} from './dom.js';
import {dayKey, dayLabel} from './format.js';
import {MessageView, pendingBubble} from './message.js';

const kNearEnd_px = 60;
const kRun_s = 300;

export class ChatLog {
  #actions;
  #onUnread;
  #views = new Map();
  #days = new Map();
  #loaded = false;
  #following = true;
  #unread = 0;
  #waiting = [];
  #lastTop = 0;
  #list = h('div.message-list');
  #pending = h('div.message-list');
  #divider = h('div.divider', {'data-testid': 'unread-divider'}, 'Unread messages');
  #badge = h('span.badge', {hidden: true});
  #jump = h('button.jump', {hidden: true, 'data-testid': 'jump-down'}, icon('down'), this.#badge);
  #empty =
      h('div.empty', {hidden: true}, h('span', {'aria-hidden': 'true'}, '🎲'),
        h('b', {}, 'No messages here yet'), h('p', {}, 'Press Start to meet the bot.'));
  #scroller =
      h('div.scroller', {role: 'log', 'aria-label': 'Messages', tabindex: 0, 'data-testid': 'log'},
        this.#empty, this.#list, this.#pending);

  element = h('div.chat-log', {}, this.#scroller, this.#jump);

  /** `onUnread(count)` hears of every change in the number of unread messages. */
  constructor(actions, onUnread) {
    this.#actions = actions;
    this.#onUnread = onUnread;
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), {passive: true});
    this.#jump.addEventListener('click', () => this.toEnd());
    const grown = new ResizeObserver(() => {
      if (this.#following) this.#scrollDown(false);
    });
    grown.observe(this.#scroller);
  }

  /** Makes the page equal to `messages`, oldest first. */
  sync(messages) {
    const known = this.#views;
    const fresh = messages.filter((message) => !known.has(message.message_id));
    this.#views = new Map(messages.map((message) => [message.message_id, this.#viewOf(message, known)]));
    this.#arrange();
    this.#group();
    this.#empty.hidden = messages.length > 0;
    fresh.forEach((message) => this.#arrived(message));
    if (this.#loaded) this.#countUnread(fresh);
    const first = !this.#loaded;
    this.#loaded = true;
    if (this.#following) this.#scrollDown(!first);
  }

  /** A bubble for a text that is being sent; `done()` takes it away, `fail(reason)` offers a retry. */
  addPending(text, retry) {
    const pending = pendingBubble(text, retry);
    this.#pending.append(pending.element);
    this.#waiting.push({text, element: pending.element});
    this.#divider.remove();
    this.toEnd();
    return {done: () => pending.element.remove(), fail: pending.fail};
  }

  toEnd() {
    this.#following = true;
    this.#scrollDown(true);
    this.read();
  }

  /** The person sees this pane: what is at the end counts as read. */
  read() {
    if (this.#following && this.#isSeen()) this.#setUnread(0);
    this.#jump.hidden = this.#following;
  }

  jumpTo(message_id) { this.#views.get(message_id)?.highlight(); }

  /** The feed may be faster than the answer to the sending: the message takes its bubble's place. */
  #arrived(message) {
    this.#waiting = this.#waiting.filter(({element}) => element.isConnected);
    const i = this.#waiting.findIndex(
        ({text, element}) => text === message.text && !element.classList.contains('failed'));
    if (i >= 0 && message.from?.is_bot !== true) this.#waiting.splice(i, 1)[0].element.remove();
  }

  #viewOf(message, known) {
    const view = known.get(message.message_id);
    if (view === undefined) return new MessageView(message, this.#actions, this.#loaded);
    view.update(message);
    return view;
  }

  #dayNode(date) {
    const key = dayKey(date);
    if (!this.#days.has(key)) this.#days.set(key, h('div.day', {}, h('span')));
    const node = this.#days.get(key);
    node.firstChild.textContent = dayLabel(date);
    return node;
  }

  /** Puts days and messages in order, touching only what is out of place. */
  #arrange() {
    const wanted = [];
    let day = null;
    for (const view of this.#views.values()) {
      const node = this.#dayNode(view.message.date);
      if (node !== day) wanted.push(node);
      day = node;
      if (this.#divider.nextSibling === view.element && this.#divider.isConnected) wanted.push(this.#divider);
      wanted.push(view.element);
    }
    const keep = new Set(wanted);
    for (const node of [...this.#list.childNodes])
      if (!keep.has(node)) node.remove();
    let at = this.#list.firstChild;
    for (const node of wanted) {
      if (node === at)
        at = at.nextSibling;
      else
        this.#list.insertBefore(node, at);
    }
  }

  #group() {
    const views = [...this.#views.values()];
    const joined = (a, b) => a && b && a.mine === b.mine && a.message.from?.id === b.message.from?.id &&
        b.message.date - a.message.date < kRun_s && dayKey(a.message.date) === dayKey(b.message.date);
    views.forEach((view, i) => view.setGroup(!joined(views[i - 1], view), !joined(view, views[i + 1])));
  }

  #countUnread(fresh) {
    const incoming = fresh.filter((message) => message.from?.is_bot === true);
    if (incoming.length === 0 || (this.#following && this.#isSeen())) return;
    if (this.#unread === 0)
      this.#list.insertBefore(this.#divider, this.#views.get(incoming[0].message_id).element);
    this.#setUnread(this.#unread + incoming.length);
  }

  #setUnread(count) {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#badge.textContent = count > 99 ? '99+' : String(count);
    this.#badge.hidden = count === 0;
    this.#onUnread(count);
  }

  #isSeen() { return !document.hidden && this.element.checkVisibility({visibilityProperty: true}); }

  #gap() { return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight; }

  #scrolled() {
    const top = this.#scroller.scrollTop;
    // Only a move upwards leaves the end: a smooth scroll on its way down still follows.
    if (this.#gap() < kNearEnd_px)
      this.#following = true;
    else if (top < this.#lastTop)
      this.#following = false;
    this.#lastTop = top;
    this.#jump.setAttribute(
        'aria-label', this.#unread > 0 ? `To the end, ${this.#unread} unread` : 'To the end');
    this.read();
  }

  #scrollDown(smoothly) {
    const behavior = smoothly && !prefersStillness() ? 'smooth' : 'instant';
    this.#scroller.scrollTo({top: this.#scroller.scrollHeight, behavior});
  }
}
