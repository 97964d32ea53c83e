// SPDX-License-Identifier: EUPL-1.2
// Picking a school while one types: ARIA's combobox with a list. Without this file the button beside the field does the same.
const WAIT = 150; // milliseconds without a key before the list is asked for
const LEAST = 2;

function picker(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const [find, list, said, other, picked, text, value, search] = ["find", "list", "said", "other", "picked", "text", "value", "search"].map(part);
  const input = find.querySelector("[name=school_query]");
  let timer, asking, active, shown = "";

  const [name] = other.querySelectorAll("[name=school_name]");

  // What was said of an earlier search does not hold any more.
  function forget() {
    input.closest(".utrecht-form-field").classList.remove("utrecht-form-field--invalid");
    input.classList.remove("utrecht-textbox--invalid");
    input.removeAttribute("aria-invalid");
    find.querySelector("#school_query-error")?.remove();
    input.setAttribute("aria-describedby", "school_query-hint");
  }

  const options = () => [...list.querySelectorAll("[role=option]")];
  const remember = (school) => history.replaceState({ ...history.state, school }, "");

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark();
  }

  function mark(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask(then) {
    const query = input.value.trim();
    if (query.length < LEAST) return close();
    asking?.abort();
    asking = new AbortController();
    try {
      if (query !== shown) {
        const answer = await fetch(`${root.dataset.picker}?q=${encodeURIComponent(query)}`, { signal: asking.signal });
        if (!answer.ok) return close();
        list.innerHTML = await answer.text();
        shown = query;
        forget();
      }
    } catch {
      return; // another letter was typed, or there is no network: the button is still there
    }
    if (document.activeElement !== input) return;
    mark();
    list.hidden = false;
    input.setAttribute("aria-controls", "scholen");
    input.setAttribute("aria-expanded", "true");
    said.textContent = list.querySelector("p").textContent;
    then?.();
  }

  function step(by) {
    if (list.hidden) return ask(() => step(by));
    const all = options();
    mark(all.at((all.indexOf(active) + (active || by > 0 ? by : 0)) % all.length));
  }

  // The level of the school stands first where a group's year is chosen.
  function levelFirst(level) {
    for (const select of root.closest("form").querySelectorAll("select[name$='-year']")) {
      const groups = [...select.querySelectorAll("optgroup")];
      const mine = groups.find((group) => group.firstElementChild.value.startsWith(level));
      if (mine) groups[0].before(mine);
    }
  }

  function show(school) {
    root.querySelector("#school-group")?.remove();
    value.value = school?.id ?? "";
    value.disabled = !school;
    other.hidden = school?.id !== "other";
    find.hidden = !!school && other.hidden;
    picked.hidden = !find.hidden;
    if (picked.hidden) return;
    text.firstElementChild.textContent = school.name;
    text.lastElementChild.textContent = school.address;
    levelFirst(school.level);
  }

  function pick(option) {
    const { id, level } = option.dataset;
    const school = { id, level, name: option.firstElementChild?.textContent, address: option.lastElementChild?.textContent };
    close();
    show(school);
    remember(school);
    if (!picked.hidden) return text.focus();
    if (!name.value && /\p{L}{3}/u.test(input.value)) name.value = input.value.trim();
    name.focus();
    name.select();
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";
  input.addEventListener("input", () => {
    if (value.value === "other") show();
    mark();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (key === "ArrowDown" || key === "ArrowUp") step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter") active ? pick(active) : search.click();
    else if (key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]");
    if (option) pick(option);
  });
  picked.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    show();
    remember();
    input.focus();
    input.select();
  });
  // Back brings the fields as they were, and not what was picked.
  const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (back && history.state?.school && !value.value) show(history.state.school);
}

document.querySelectorAll("[data-picker]").forEach(picker);
