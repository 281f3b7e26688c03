// Choosing who sits at a pane: one of the people there are, or a new one.
import {h, icon} from './dom.js';
import {colourOf, initials, nameOf} from './format.js';
import {oncePressed} from './keyboard.js';

const kNames = [
  'Anna', 'Boris', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Greta', 'Hiro', 'Inés', 'Jonas', 'Kira', 'Luca',
  'Mila', 'Noor', 'Olga', 'Pablo'
];
const kLanguages = [
  ['en', 'English'], ['de', 'Deutsch'], ['es', 'Español'], ['fr', 'Français'], ['pt', 'Português'],
  ['ru', 'Русский'], ['tr', 'Türkçe'], ['uk', 'Українська'], ['ar', 'العربية'], ['fa', 'فارسی']
];

/** The round picture of an account: its initials on its colour. */
export function avatar(id, name, size = '') {
  return h(`span.avatar.${colourOf(id)}${size && `.${size}`}`, {'aria-hidden': 'true'}, initials(name));
}

export class Picker {
  #people;
  #choose;
  #elsewhere;
  #list = h('div.people', {role: 'group', 'aria-label': 'People'});
  #name = h('input', {
    name: 'name',
    required: true,
    maxlength: 64,
    autocomplete: 'off',
    dir: 'auto',
    'data-testid': 'new-person-name'
  });
  #username = h('input', {
    name: 'username',
    maxlength: 32,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'optional',
    'data-testid': 'new-person-username'
  });
  #language =
      h('select', {name: 'language', 'data-testid': 'new-person-language'},
        kLanguages.map(([code, name]) => h('option', {value: code}, name)));
  #problem = h('p.error', {role: 'alert'});
  #submit = h('button.wide', {'data-testid': 'new-person'}, 'Create');
  #suggested = '';
  #drawn = '';
  #stop = new AbortController();

  /** `choose(id)` gets the person picked; `elsewhere(id)` says whether another pane shows him already. */
  constructor(people, choose, elsewhere) {
    this.#people = people;
    this.#choose = choose;
    this.#elsewhere = elsewhere;
    this.element =
        h('div.picker', {'data-testid': 'picker'},
          h('div.picker-card', {}, h('h2', {}, 'Who are you?'), this.#list, this.#form()));
    people.addEventListener('change', () => this.draw(), {signal: this.#stop.signal});
    this.draw();
  }

  destroy() { this.#stop.abort(); }

  focus() { (this.#list.querySelector('button') ?? this.#submit).focus({preventScroll: true}); }

  #form() {
    const field = (label, input) => h('label.field', {}, h('span', {}, label), input);
    const form =
        h('form.new-person', {novalidate: true, 'aria-label': 'New person'},
          h('h3', {}, icon('plus'), 'New person'), field('Name', this.#name),
          h('div.fields', {}, field('Username', this.#username), field('Language', this.#language)),
          this.#problem, this.#submit);
    this.#submit.type = 'submit';
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      oncePressed(this.#submit, () => this.#create());
    });
    return form;
  }

  async #create() {
    const name = this.#name.value.trim();
    const username = this.#username.value.trim().replace(/^@/, '');
    this.#problem.textContent = name === '' ? 'A person needs a name.' : '';
    if (name === '') return this.#name.focus();
    try {
      const person = {name, language: this.#language.value, ...(username && {username})};
      const {id} = await this.#people.create(person);
      this.#choose(id);
    } catch (error) {
      this.#problem.textContent = error.message;
    }
  }

  /** Draws only what differs, so that a press never loses its button to a redraw. */
  draw() {
    const rows =
        this.#people.all.map((person) => [person, this.#note(person), this.#people.hasNews(person.id)]);
    const wanted = JSON.stringify(rows);
    if (wanted === this.#drawn) return;
    this.#drawn = wanted;
    const focused = document.activeElement?.dataset?.person;
    this.#list.replaceChildren(...rows.map((row) => this.#entry(...row)));
    this.#list.hidden = rows.length === 0;
    if (focused)
      this.#list.querySelector(`[data-person="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    this.#suggest();
  }

  #note(person) {
    if (this.#elsewhere(person.id)) return 'in another pane';
    return person.username ? `@${person.username}` : `id ${person.id}`;
  }

  #entry(person, note, hasNews) {
    const name = nameOf(person);
    return h(
        'button.person',
        {'data-testid': 'person', 'data-person': person.id, on: {click: () => this.#choose(person.id)}},
        avatar(person.id, name),
        h('span.person-words', {}, h('b', {}, h('bdi', {}, name)), h('small', {}, note)),
        hasNews && h('span.badge.dot', {role: 'img', 'aria-label': 'new messages'}));
  }

  /** Offers a name nobody has, until the person types another. */
  #suggest() {
    if (this.#name.value !== this.#suggested) return;
    const taken = new Set(this.#people.all.map(nameOf));
    this.#suggested = kNames.find((name) => !taken.has(name)) ?? `Guest ${taken.size + 1}`;
    this.#name.value = this.#suggested;
  }
}
