// Filters the samples of a task by what two models made of them, and sorts the table. The choice
// stands in the address and goes along to the sample, so that a disagreement can be shared.
(() => {
  'use strict';
  const block = document.getElementById('outcomes'), tools = document.getElementById('tools');
  const table = document.querySelector('table.items');
  if (!block || !table) return;
  const { graded, outcomes, rows: models, words } = JSON.parse(block.textContent);
  const rows = [...table.tBodies[0].rows];
  const links = rows.map((row) => row.querySelector('a'));
  const targets = links.map((link) => link?.getAttribute('href') ?? '');
  const ids = models.map(([id]) => id);
  const state = { a: '', b: '', p: '', sort: '' };
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const digit = (model, i) => parseInt(outcomes[model][i], 36);
  const PATTERNS = {
    right: (a) => a === 1, wrong: (a) => a === 0,
    first: (a, b) => a > b, second: (a, b) => a < b,
    both: (a, b) => (graded ? a === b : a === 1 && b === 1), neither: (a, b) => a === 0 && b === 0,
  };
  const alone = graded ? [] : ['right', 'wrong'], paired = graded ? ['first', 'second', 'both'] : ['first', 'second', 'both', 'neither'];

  const query = () => {
    const found = new URLSearchParams();
    for (const key of ['a', 'b', 'p', 'sort']) if (state[key]) found.set(key, state[key]);
    return found.toString();
  };
  const matches = (i) => {
    const a = ids.indexOf(state.a), b = ids.indexOf(state.b), test = PATTERNS[state.p];
    if (!test || a < 0 || (paired.includes(state.p) && b < 0)) return true;
    return test(digit(a, i), b < 0 ? NaN : digit(b, i));
  };
  const value = (row, column) => {
    if (column === 0) return rows.indexOf(row);
    const text = row.cells[column].textContent.trim();
    if (text === '✓' || text === '✗') return text === '✓' ? 1 : 0;
    const number = parseFloat(text.replace('\u2212', '-').replace(',', ''));
    return Number.isNaN(number) ? -Infinity : number;
  };
  const apply = () => {
    let n = 0;
    rows.forEach((row, i) => {
      row.hidden = !matches(i);
      if (!row.hidden) n += 1;
      if (!targets[i]) return;
      const [path, hash] = targets[i].split('#'), pair = new URLSearchParams();
      if (state.a) pair.set('a', state.a);
      if (state.b) pair.set('b', state.b);
      links[i].setAttribute('href', path + (pair.size ? `?${pair}` : '') + (hash ? `#${hash}` : ''));
    });
    const column = parseInt(state.sort.replace('-', ''), 10), down = state.sort.startsWith('-');
    const order = [...rows];
    if (heads[column]) order.sort((x, y) => (down ? value(y, column) - value(x, column) : value(x, column) - value(y, column)) || rows.indexOf(x) - rows.indexOf(y));
    table.tBodies[0].replaceChildren(...order);
    heads.forEach((head, i) => { if (i === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending'); else head.removeAttribute('aria-sort'); });
    for (const option of outcome.options) option.disabled = paired.includes(option.value) ? !state.a || !state.b : alone.includes(option.value) && !state.a;
    count.textContent = words.count.replace('%n', n).replace('%m', rows.length);
    const now = query();
    reset.hidden = !now;
    history.replaceState(null, '', (now ? `?${now}` : location.pathname) + location.hash);
  };
  const choice = (key, options) => {
    const select = make('select', { name: key }, make('option', { value: '', textContent: words.any }));
    for (const [id, text] of options) select.append(make('option', { value: id, textContent: text }));
    select.addEventListener('change', () => { state[key] = select.value; if (key === 'b' && state.a && state.b && !state.p) state.p = outcome.value = 'first'; apply(); });
    tools.append(make('label', {}, make('span', { textContent: key === 'p' ? words.outcome : words[key] }), select));
    return select;
  };
  const selects = { a: choice('a', models), b: choice('b', models) };
  const outcome = selects.p = choice('p', [...alone, ...paired].map((each) => [each, words[each]]));
  const reset = make('button', { type: 'button', className: 'plain', textContent: words.reset });
  const count = make('output', {});
  tools.append(reset, count);
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, i) => {
    const label = head.querySelector('span'), button = make('button', { type: 'button', textContent: label.textContent });
    label.replaceWith(button);
    button.addEventListener('click', () => { state.sort = state.sort === `-${i}` ? `${i}` : state.sort === `${i}` ? '' : `-${i}`; apply(); });
  });
  const restore = () => {
    const asked = new URLSearchParams(location.search);
    for (const key of ['a', 'b']) state[key] = ids.includes(asked.get(key)) ? asked.get(key) : '';
    state.p = Object.hasOwn(PATTERNS, asked.get('p') ?? '') ? asked.get('p') : '';
    state.sort = /^-?\d+$/.test(asked.get('sort') ?? '') ? asked.get('sort') : '';
    for (const [key, select] of Object.entries(selects)) select.value = state[key];
    apply();
  };
  reset.addEventListener('click', () => { history.replaceState(null, '', location.pathname); restore(); });
  restore();
  tools.hidden = false;
  document.documentElement.dataset.ready = 'samples';
})();
