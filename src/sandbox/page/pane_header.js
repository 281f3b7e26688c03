// The head of a pane: the bot as Telegram shows it, and whose phone this is.
import {h, icon} from './dom.js';
import {nameOf} from './format.js';
import {avatar} from './picker.js';

export class PaneHeader {
  #bot = h('div.bot');
  #owner = h('button.owner', {'aria-haspopup': 'menu', 'data-testid': 'owner', hidden: true});
  #close =
      h('button.round',
        {'aria-label': 'Close this pane', title: 'Close this pane', 'data-testid': 'close-pane'},
        icon('close'));

  element = h('header.pane-header', {}, this.#bot, this.#owner, this.#close);

  /** `options(button)` opens the owner's menu under its button. */
  constructor(options, close) {
    this.#owner.addEventListener('click', () => options(this.#owner));
    this.#close.addEventListener('click', close);
  }

  setClosable(closable) { this.#close.hidden = !closable; }

  /** `person` is null while nobody is chosen. */
  draw(bot, person) {
    const name = bot ? nameOf(bot) : 'No bot yet';
    const handle = bot?.username ? `@${bot.username}` : 'bot';
    const note = bot ? handle : 'waiting for one to connect';
    this.#bot.replaceChildren(
        avatar(bot?.id ?? null, bot ? name : '…'),
        h('div.bot-words', {}, h('b', {}, h('bdi', {}, name)), h('small', {}, note)));
    this.#owner.hidden = person === null;
    if (person === null) return;
    this.#owner.replaceChildren(
        avatar(person.id, nameOf(person), 'small'), h('bdi', {}, nameOf(person)), icon('caret'));
    this.#owner.setAttribute('aria-label', `You are ${nameOf(person)}. Options`);
  }
}
