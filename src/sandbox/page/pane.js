// One pane: a person at a phone, in the private chat with the bot. It asks the sandbox
// for the chat as that person sees it and sends what the person does.
import { h } from './dom.js';
import { ChatLog } from './chat_log.js';
import { Composer } from './composer.js';
import { colourOf, nameOf } from './format.js';
import { openMenu, under } from './menu.js';
import { alertDialog, Toasts } from './notices.js';
import { PaneHeader } from './pane_header.js';
import { Picker } from './picker.js';

const kDeepLink = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)[?&]start=([\w-]{0,64})$/i;

export class Pane {
  #api;
  #people;
  #app;
  #bot = null;
  #picker = null;
  #log = null;
  #composer = null;
  #toasts = new Toasts();
  #sending = Promise.resolve();
  #refreshing = null;
  #stale = false;
  #header;
  #body = h('div.pane-body');

  person = null;
  unread = 0;

  /** `app` is told of choices: changed(), close(pane), elsewhere(pane, id), unreadChanged(). */
  constructor(api, people, app) {
    this.#api = api;
    this.#people = people;
    this.#app = app;
    this.#header = new PaneHeader((button) => this.#ownerMenu(button), () => app.close(this));
    this.element = h('section.pane', { 'data-testid': 'pane', 'aria-label': 'Pane' },
      this.#header.element, this.#body, this.#toasts.element);
    this.setPerson(null);
  }

  setPerson(id) {
    this.person = id;
    this.#picker?.destroy();
    this.#picker = null;
    this.#setUnread(0);
    this.element.classList.remove(...[...this.element.classList].filter((name) => name.startsWith('colour-')));
    if (id === null) this.#showPicker();
    else this.#showChat();
    this.drawHeader();
  }

  setBot(bot) {
    this.#bot = bot;
    this.#composer?.setCommands(bot?.commands ?? []);
    this.drawHeader();
  }

  /** Another bot has another chat: begin it anew. */
  restart() {
    if (this.person !== null) this.#showChat();
  }

  destroy() {
    this.#picker?.destroy();
    this.#log = null;
    this.element.remove();
  }

  setClosable(closable) { this.#header.setClosable(closable); }

  focus() { (this.#picker ?? this.#composer).focus(); }

  /** The pane came into view. */
  seen() { this.#log?.read(); }

  /** Asks for the chat; calls that come meanwhile become one more question. */
  refresh() {
    if (this.#log === null) return Promise.resolve();
    this.#stale = true;
    this.#refreshing ??= this.#fetchChat();
    return this.#refreshing;
  }

  drawHeader() {
    const person = this.person === null ? null : this.#people.get(this.person) ?? { id: this.person };
    this.#header.draw(this.#bot, person);
    this.element.setAttribute('aria-label', person ? `${nameOf(person)}'s chat with ${this.#bot ? nameOf(this.#bot) : 'the bot'}` : 'Choose a person');
  }

  #showPicker() {
    delete this.element.dataset.person;
    this.#log = this.#composer = null;
    const choose = (id) => {
      this.setPerson(id);
      this.#app.changed();
      this.focus();
    };
    this.#picker = new Picker(this.#people, choose, (id) => this.#app.elsewhere(this, id));
    this.#body.replaceChildren(this.#picker.element);
  }

  #showChat() {
    this.element.dataset.person = this.person;
    this.element.classList.add(colourOf(this.person));
    this.#people.clearNews(this.person);
    this.#log = new ChatLog(this.#messageActions(), (count) => this.#setUnread(count));
    this.#composer = new Composer({
      send: (text) => this.#send(text),
      edit: (id, text) => this.#try(() => this.#api.edit(this.person, id, text)),
      dice: (emoji) => this.#try(() => this.#api.dice(this.person, emoji)),
      start: () => this.#send('/start'),
      restart: () => this.#try(async () => {
        await this.#api.block(this.person, false);
        await this.#api.send(this.person, '/start');
        await this.#people.refresh();
      }),
    });
    this.#composer.setMode('chat');
    this.#composer.setCommands(this.#bot?.commands ?? []);
    this.#body.replaceChildren(this.#log.element, this.#composer.element);
    this.refresh();
  }

  async #fetchChat() {
    while (this.#stale && this.#log !== null) {
      this.#stale = false;
      const log = this.#log;
      try {
        const chat = await this.#api.chat(this.person);
        if (log === this.#log) this.#draw(chat);
      } catch (error) {
        // An unreachable sandbox is the banner's business; a refusal is told here.
        if (error.status > 0) this.#toasts.show(error.message, 'error');
      }
    }
    this.#refreshing = null;
  }

  #draw({ messages, keyboard, blocked }) {
    this.#log.sync(messages);
    this.#composer.setKeyboard(keyboard);
    const isBlocked = blocked ?? this.#people.get(this.person)?.blocked ?? false;
    this.#composer.setMode(isBlocked ? 'blocked' : messages.length === 0 ? 'start' : 'chat');
  }

  /** Texts go out one after the other, in the order they were typed. */
  #send(text) {
    const person = this.person;
    const pending = this.#log.addPending(text, () => this.#send(text));
    this.#sending = this.#sending.then(async () => {
      try {
        await this.#api.send(person, text);
        await this.refresh();
        pending.done();
      } catch (error) {
        pending.fail(error.message);
        this.#toasts.show(error.message, 'error');
      }
    });
    return this.#sending;
  }

  async #try(deed) {
    try {
      const result = await deed();
      await this.refresh();
      return result;
    } catch (error) {
      this.#toasts.show(error.message, 'error');
      return undefined;
    }
  }

  #messageActions() {
    return {
      command: (text) => this.#send(text),
      tap: (message_id, data) => this.#tap(message_id, data),
      copy: (text) => this.#copy(text),
      followsHere: (url) => this.#followsHere(url),
      jumpTo: (message_id) => this.#log.jumpTo(message_id),
      menu: (view, at) => this.#messageMenu(view, at),
    };
  }

  async #tap(message_id, data) {
    const result = await this.#try(() => this.#api.tap(this.person, message_id, data));
    const answer = result?.answer;
    // Not waited for: the button is done, whatever is done about the words.
    if (answer?.url) this.#offerLink(answer.url);
    else if (answer?.text && answer.show_alert) alertDialog(nameOf(this.#bot), answer.text);
    else if (answer?.text) this.#toasts.show(answer.text);
  }

  async #offerLink(url) {
    if (this.#followsHere(url)) return;
    if (/^(https?|tg):/i.test(url) && await alertDialog('Open this link?', url, 'Open')) window.open(url, '_blank', 'noopener');
  }

  /** A link to this very bot with a start parameter is pressed here, not on the real Telegram. */
  #followsHere(url) {
    const [, username, payload] = kDeepLink.exec(url) ?? [];
    if (!username || username.toLowerCase() !== this.#bot?.username?.toLowerCase()) return false;
    this.#send(payload ? `/start ${payload}` : '/start');
    return true;
  }

  async #copy(text) {
    await navigator.clipboard?.writeText(text);
    this.#toasts.show('Copied');
  }

  #messageMenu({ message, mine }, at) {
    const text = message.text ?? message.caption;
    const items = [];
    if (text !== undefined) items.push({ label: 'Copy text', run: () => this.#copy(text) });
    if (mine && message.text !== undefined && !message.forward_origin) items.push({ label: 'Edit', run: () => this.#composer.beginEdit(message) });
    items.push({ label: 'Forward to the bot', run: () => this.#try(() => this.#api.forward(this.person, message.message_id)) });
    openMenu('Message actions', items, at);
  }

  #ownerMenu(button) {
    openMenu('Options', [
      { label: 'Be somebody else', run: () => { this.setPerson(null); this.#app.changed(); this.focus(); } },
      { label: 'Block the bot', danger: true, run: () => this.#block() },
    ], under(button));
  }

  #block() {
    return this.#try(async () => {
      await this.#api.block(this.person, true);
      await this.#people.refresh();
    });
  }

  #setUnread(count) {
    this.unread = count;
    this.#app.unreadChanged();
  }
}
