// Colours that the reader chose, applied before anything is drawn. Without a choice the system's hold.
(() => {
  'use strict';
  const root = document.documentElement;
  let chosen = '';
  try { chosen = localStorage.getItem('theme') || ''; } catch { /* storage may be switched off */ }
  if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    button.hidden = false;
    button.addEventListener('click', () => {
      const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      const next = (root.dataset.theme || system) === 'dark' ? 'light' : 'dark';
      root.dataset.theme = next;
      try { localStorage.setItem('theme', next); } catch { /* as above */ }
    });
  });
})();
