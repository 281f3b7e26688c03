// Schemas as tables for people.

/** An element with attributes and children; strings become text. */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Text in which `backticks` mark code. */
export function prose(text) {
  return (text ?? '').split('`').map((part, i) => (i % 2 ? el('code', {}, part) : part));
}

function table(headings, rows) {
  return el('table', {}, el('thead', {}, el('tr', {}, ...headings.map((heading) => el('th', {}, heading)))),
            el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((cell) => el('td', {}, ...cell))))));
}

const number = new Intl.NumberFormat('en', {useGrouping: true});

/** "integer from 1 to 6": what a value must be, or with `plural` "integers from 1 to 6": what many must be. */
function rule(schema, plural = '') {
  const types = [schema.type].flat().filter((type) => type && type !== 'null');
  if (schema.enum) return schema.enum.filter((value) => value !== null).map((value) => JSON.stringify(value)).join(' or ');
  let text = types.map((type) => type + plural).join(' or ');
  if (schema.minimum !== undefined) text += ` from ${number.format(schema.minimum)} to ${number.format(schema.maximum)}`;
  if (schema.maxLength !== undefined) {
    text += schema.minLength === schema.maxLength ? ` of ${schema.maxLength} characters`
                                                  : ` of ${schema.minLength} to ${schema.maxLength} characters`;
  }
  if (schema.items) text = `list${plural} of ${schema.maxItems ? `at most ${schema.maxItems} ` : ''}${rule(schema.items, 's')}`;
  if (schema.additionalProperties) text = `object${plural} of ${rule(schema.additionalProperties, 's')}`;
  return text;
}

const mayBeNull = (schema) => [schema.type].flat().includes('null');

/** A row for a member, and rows for the members it has itself. */
function rows(schema, prefix, isAnswer) {
  const all = [];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const isRequired = schema.required?.includes(name);
    const meaning = [...prose(member.description)];
    const remark = isAnswer && mayBeNull(member) ? ', or null' : '';
    meaning.push(el('span', {class: 'rule'}, rule(member) + remark));
    if (member['x-beyond-schema']) meaning.push(el('span', {class: 'rule'}, member['x-beyond-schema']));
    const label = [el('code', {}, prefix + name)];
    if (!isAnswer && !isRequired) label.push(' ', el('span', {class: 'optional'}, 'optional'));
    all.push([label, meaning]);
    all.push(...rows(member, `${prefix}${name}.`, isAnswer));
    if (member.items?.properties) all.push(...rows(member.items, `${prefix}${name}[].`, isAnswer));
  }
  return all;
}

export function bodyTable(schema) {
  return table(['Field', 'Meaning'], rows(schema, '', false));
}

export function parameterTable(parameters) {
  return table(['Parameter', 'Meaning'], parameters.map((parameter) => [
    [el('code', {}, parameter.name), ' ', el('span', {class: 'optional'}, parameter.required ? '' : 'optional')],
    [...prose(parameter.description),
     el('span', {class: 'rule'}, `${rule(parameter.schema)}, in the ${parameter.in}`)]]));
}

/** Of the signed APIs the members of `data`; of the balance service those of the whole answer. */
export function answerTable(document_, response, isSigned) {
  const schema = response.content['application/json'].schema;
  const reference = isSigned ? schema.properties.data.$ref : schema.$ref;
  return table([isSigned ? 'In data' : 'Member', 'Meaning'],
               rows(document_.components.schemas[reference.split('/').pop()], '', true));
}

export function errorTable(responses) {
  const failures = Object.entries(responses).filter(([status]) => status >= '400');
  return table(['Status', 'Code and meaning'], failures.map(([status, response]) => [
    [el('span', {class: 'status'}, status)],
    response.description.split('\n').map((line) => el('div', {}, ...prose(line)))]));
}
