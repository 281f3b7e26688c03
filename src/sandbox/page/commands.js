// The list of the bot's commands over the input: opened by the menu button or by typing
// a slash, filtered as the person types, chosen with the arrow keys or a press.
import {h} from './dom.js';

let lists = 0;  // makes the ids of several panes differ

export class CommandList {
  element;
  #input;
  #choose;
  #commands = [];
  #shown = [];
  #active = -1;
  #id = `commands-${(lists += 1)}`;

  /** `choose(text)` gets "/command" when one is picked. */
  constructor(input, choose) {
    this.#input = input;
    this.#choose = choose;
    this.element =
        h('div.commands',
          {id: this.#id, role: 'listbox', 'aria-label': 'Commands', 'data-testid': 'commands', hidden: true});
    input.setAttribute('aria-controls', this.#id);
    input.setAttribute('aria-autocomplete', 'list');
    input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
  }

  get isOpen() { return !this.element.hidden; }

  set(commands) { this.#commands = commands; }

  /** Shows the commands that begin with `typed` ("/he"); with nothing that fits it closes. */
  offer(typed) {
    const start = typed.toLowerCase();
    this.#shown =
        start.startsWith('/') ? this.#commands.filter(({command}) => `/${command}`.startsWith(start)) : [];
    this.element.replaceChildren(...this.#shown.map((command, i) => this.#option(command, i)));
    this.element.hidden = this.#shown.length === 0;
    this.#mark(-1);
  }

  close() {
    this.element.hidden = true;
    this.#mark(-1);
  }

  /** True when the key was for the list. */
  key(event) {
    if (!this.isOpen) return false;
    const last = this.#shown.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        this.#mark(this.#active === last ? 0 : this.#active + 1);
        return true;
      case 'ArrowUp':
        this.#mark(this.#active <= 0 ? last : this.#active - 1);
        return true;
      case 'Escape':
        this.close();
        return true;
      case 'Tab':
      case 'Enter':
        if (this.#active < 0) return false;
        this.#pick(this.#shown[this.#active]);
        return true;
      default:
        return false;
    }
  }

  #option(command, i) {
    // The press keeps the focus in the input, so the list does not close under it.
    const on = {pointerdown: (event) => event.preventDefault(), click: () => this.#pick(command)};
    return h(
        'div.option', {
          role: 'option',
          id: `${this.#id}-${i}`,
          'data-testid': 'command-option',
          'aria-selected': 'false',
          on
        },
        h('b', {}, `/${command.command}`), h('span', {dir: 'auto'}, command.description));
  }

  #pick(command) {
    this.close();
    this.#choose(`/${command.command}`);
  }

  #mark(active) {
    this.#active = active;
    [...this.element.children].forEach(
        (option, i) => option.setAttribute('aria-selected', String(i === active)));
    if (active < 0)
      this.#input.removeAttribute('aria-activedescendant');
    else
      this.#input.setAttribute('aria-activedescendant', `${this.#id}-${active}`);
    this.element.children[active]?.scrollIntoView({block: 'nearest'});
  }
}
