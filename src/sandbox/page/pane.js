// One pane: a person at a phone, in the private chat with the bot. It asks the sandbox
// for the chat as that person sees it and sends what the person does.
import {Acts} from './acts.js';
import {ChatLog} from './chat_log.js';
import {Composer} from './composer.js';
import {h} from './dom.js';
import {colourOf, nameOf} from './format.js';
import {openMenu, under} from './menu.js';
import {Toasts} from './notices.js';
import {PaneHeader} from './pane_header.js';
import {Picker} from './picker.js';

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
    this.element =
        h('section.pane', {'data-testid': 'pane', 'aria-label': 'Pane'}, this.#header.element, this.#body,
          this.#toasts.element);
    this.setPerson(null);
  }

  setPerson(id) {
    this.person = id;
    this.#picker?.destroy();
    this.#picker = null;
    this.#setUnread(0);
    this.element.classList.remove(
        ...[...this.element.classList].filter((name) => name.startsWith('colour-')));
    if (id === null)
      this.#showPicker();
    else
      this.#showChat();
    this.redraw();
  }

  setBot(bot) {
    this.#bot = bot;
    this.#composer?.setCommands(bot?.commands ?? []);
    this.redraw();
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

  /** Draws anew what depends on the people, the bots and the other panes. */
  redraw() {
    this.#picker?.draw();
    const person = this.person === null ? null : this.#people.get(this.person) ?? {id: this.person};
    this.#header.draw(this.#bot, person);
    this.element.setAttribute(
        'aria-label',
        person ? `${nameOf(person)}'s chat with ${this.#bot ? nameOf(this.#bot) : 'the bot'}` :
                 'Choose a person');
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
    this.#log = new ChatLog(this.#acts(), (count) => this.#setUnread(count));
    this.#composer = new Composer(this.#deeds());
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

  #draw({messages, keyboard, blocked}) {
    this.#log.sync(messages);
    this.#composer.setKeyboard(keyboard);
    const begun = messages.length > 0 ? 'chat' : 'start';
    this.#composer.setMode(blocked ? 'blocked' : begun);
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

  async #attempt(deed) {
    try {
      const result = await deed();
      await this.refresh();
      return result;
    } catch (error) {
      this.#toasts.show(error.message, 'error');
      return undefined;
    }
  }

  #deeds() {
    const person = this.person;
    return {
      send: (text) => this.#send(text),
      edit: (id, text) => this.#attempt(() => this.#api.edit(person, id, text)),
      dice: (emoji) => this.#attempt(() => this.#api.dice(person, emoji)),
      start: () => this.#send('/start'),
      restart: () => this.#attempt(async () => {
        await this.#api.block(person, false);
        await this.#api.send(person, '/start');
      }),
    };
  }

  #acts() {
    return new Acts(this.#api, this.person, {
      bot: () => this.#bot,
      send: (text) => this.#send(text),
      attempt: (deed) => this.#attempt(deed),
      toast: (text) => this.#toasts.show(text),
      edit: (message) => this.#composer.beginEdit(message),
      jumpTo: (message_id) => this.#log.jumpTo(message_id),
    });
  }

  #ownerMenu(button) {
    openMenu(
        'Options',
        [
          {
            label: 'Be somebody else',
            run: () => {
              this.setPerson(null);
              this.#app.changed();
              this.focus();
            }
          },
          {
            label: 'Block the bot',
            danger: true,
            run: () => this.#attempt(() => this.#api.block(this.person, true))
          },
        ],
        under(button));
  }

  #setUnread(count) {
    this.unread = count;
    this.#app.unreadChanged();
  }
}
