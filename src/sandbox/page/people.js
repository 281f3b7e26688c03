// The people of the sandbox, shared by all panes: who there is, and who has news that
// no pane shows.
export class People extends EventTarget {
  #api;
  #byId = new Map();
  #news = new Set();

  constructor(api) {
    super();
    this.#api = api;
  }

  get all() { return [...this.#byId.values()]; }

  get(id) { return this.#byId.get(id); }

  hasNews(id) { return this.#news.has(id); }

  async refresh() {
    const {people} = await this.#api.people();
    this.#byId = new Map(people.map((person) => [person.id, person]));
    this.#changed();
  }

  /** Creates a person and returns it; throws SimError when the sandbox refuses. */
  async create(person) {
    const created = await this.#api.create(person);
    this.#byId.set(created.id, {...person, ...created});
    this.#changed();
    return created;
  }

  markNews(id) {
    if (this.#news.has(id)) return;
    this.#news.add(id);
    this.#changed();
  }

  clearNews(id) {
    if (this.#news.delete(id)) this.#changed();
  }

  #changed() { this.dispatchEvent(new Event('change')); }
}
