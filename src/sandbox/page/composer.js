// What stands under the messages: the input with its buttons and the reply keyboard; the
// Start button of an empty chat; the way back to a bot that was blocked.
import {CommandList} from './commands.js';
import {bareEmoji, isDiceEmoji, kDiceEmoji} from './dice.js';
import {h, icon} from './dom.js';
import {oncePressed, ReplyKeyboard} from './keyboard.js';
import {openMenu, under} from './menu.js';

const kLongestText = 4096;

function wideButton(label, testid, deed) {
  const button =
      h('button.wide', {'data-testid': testid, hidden: true, on: {click: () => oncePressed(button, deed)}},
        label);
  return button;
}

export class Composer {
  #deeds;
  #editing = null;
  #input = h('textarea.input', {
    rows: 1,
    maxlength: kLongestText,
    placeholder: 'Message',
    'aria-label': 'Message',
    autocomplete: 'off',
    dir: 'auto',
    enterkeyhint: 'send',
    'data-testid': 'input'
  });
  #send =
      h('button.round.send', {'aria-label': 'Send', title: 'Send', 'data-testid': 'send', disabled: true},
        icon('send'));
  #menu =
      h('button.round.menu-button',
        {'aria-label': 'Commands', title: 'Commands', 'data-testid': 'command-menu', hidden: true},
        icon('menu'));
  #tray =
      h('button.round', {
        'aria-label': 'Throw a dice of your own',
        title: 'Throw a dice of your own',
        'aria-haspopup': 'menu',
        'data-testid': 'dice-menu'
      },
        icon('smile'));
  #banner = h('div.edit-banner', {hidden: true});
  #keyboard;
  #commands;
  #row;
  #start;
  #restart;

  /**
   * `deeds` are the pane's: send(text), edit(id, text), dice(emoji), start(), restart(); each returns a
   * promise.
   */
  constructor(deeds) {
    this.#deeds = deeds;
    this.#keyboard = new ReplyKeyboard((text) => deeds.send(text));
    this.#commands = new CommandList(this.#input, (text) => {
      this.#fill('');
      deeds.send(text);
    });
    this.#start = wideButton('Start', 'start', () => deeds.start());
    this.#restart = wideButton('Restart the bot', 'restart', () => deeds.restart());
    this.#row =
        h('div.compose-row', {}, this.#menu, this.#input, this.#tray, this.#keyboard.toggle, this.#send);
    this.element =
        h('div.composer', {}, this.#commands.element, this.#banner, this.#row, this.#keyboard.element,
          this.#start, this.#restart);
    this.#listen();
  }

  /** 'chat', 'start' (nothing said yet) or 'blocked'. */
  setMode(mode) {
    this.element.dataset.mode = mode;
    this.#row.hidden = mode !== 'chat';
    this.#start.hidden = mode !== 'start';
    this.#restart.hidden = mode !== 'blocked';
  }

  setKeyboard(keyboard) {
    this.#keyboard.set(keyboard);
    this.#input.placeholder = keyboard?.input_field_placeholder || 'Message';
  }

  setCommands(commands) {
    this.#commands.set(commands);
    this.#menu.hidden = commands.length === 0;
  }

  beginEdit(message) {
    this.#editing = message.message_id;
    const cancel = h(
        'button.round', {'aria-label': 'Cancel editing', on: {click: () => this.#endEdit()}}, icon('close'));
    this.#banner.replaceChildren(
        h('div', {}, h('b', {}, 'Edit message'), h('span', {dir: 'auto'}, message.text)), cancel);
    this.#banner.hidden = false;
    this.#fill(message.text);
    this.#input.focus();
  }

  focus() {
    const target = [this.#input, this.#start, this.#restart].find((element) => element.checkVisibility());
    target?.focus({preventScroll: true});
  }

  #listen() {
    this.#input.addEventListener('input', () => this.#typed());
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#send.addEventListener('click', () => this.#submit());
    this.#menu.addEventListener('click', () => this.#toggleCommands());
    this.#tray.addEventListener('click', () => this.#offerDice());
    // A press on these must not take the focus (and a phone's keyboard) from the input.
    for (const button of [this.#send, this.#menu])
      button.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  #key(event) {
    if (this.#commands.key(event)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Escape' && this.#editing !== null) {
      this.#endEdit();
    }
  }

  #typed() {
    this.#send.disabled = this.#input.value.trim() === '';
    const typed = this.#input.value;
    if (/^\/\w*$/.test(typed))
      this.#commands.offer(typed);
    else
      this.#commands.close();
    this.#fit();
  }

  /** Grows with the text; the style sheet holds the upper end. */
  #fit() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  #fill(text) {
    this.#input.value = text;
    this.#typed();
  }

  #submit() {
    const text = this.#input.value.trim();
    if (text === '') return;
    const editing = this.#editing;
    this.#endEdit();
    // The input is empty before the request leaves: a second Enter has nothing to send.
    if (editing !== null)
      this.#deeds.edit(editing, text);
    else if (isDiceEmoji(text))
      this.#deeds.dice(bareEmoji(text));
    else
      this.#deeds.send(text);
  }

  #endEdit() {
    this.#editing = null;
    this.#banner.hidden = true;
    this.#fill('');
  }

  #toggleCommands() {
    this.#input.focus();
    if (this.#commands.isOpen)
      this.#commands.close();
    else
      this.#commands.offer('/');
  }

  #offerDice() {
    const items = kDiceEmoji.map((emoji) => ({label: emoji, run: () => this.#deeds.dice(emoji)}));
    openMenu('Throw a dice of your own', items, under(this.#tray), 'tray');
  }
}
