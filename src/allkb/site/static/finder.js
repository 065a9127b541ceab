"use strict";

/*
 * The search of the site. It works on ALLKB, the constant that data.js assigns, and on
 * nothing else: no network, no storage. What is asked stands in the fragment of the
 * address, so the address of a search can be kept. Text from the data is only ever set
 * as text.
 */
(() => {
  const { Index, Names, stemsOf, wordsOf } = MATCHING;
  const PAGE = 25;
  const WAIT = 120;
  const MOST = 10;
  const OPEN = ["standing", "kind"];

  const byId = (id) => document.getElementById(id);

  function make(name, given = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...inside);
    return made;
  }

  /* What is asked, as the fragment of an address */

  function asked(fragment, facets) {
    const given = new URLSearchParams(fragment.replace(/^[#?]/, ""));
    const chosen = new Map();
    for (const facet of facets) {
      for (const value of given.getAll(facet.name)) {
        const option = facet.options.find((one) => one.value === value);
        if (option) chosen.set(option.place, option);
      }
    }
    return { text: (given.get("q") || "").slice(0, 300), chosen };
  }

  function fragmentOf(text, chosen) {
    const given = new URLSearchParams();
    if (text.trim()) given.append("q", text.trim());
    for (const option of [...chosen.values()].sort((a, b) => a.place - b.place)) {
      given.append(option.facet.name, option.value);
    }
    return String(given);
  }

  /* The page with the search */

  class Finder {
    constructor(data) {
      this.statements = data.statements.map((row) => {
        const [id, address, title, summary, more, names, said, options] = row;
        return { id, address, title, summary, more, names, said, options: new Set(options) };
      });
      this.pages = data.pages;
      this.facets = [];
      this.options = [];
      for (const [name, label, options] of data.facets) {
        const facet = { name, label, options: [] };
        for (const [value, text] of options) {
          const option = { facet, value, text, place: this.options.length };
          facet.options.push(option);
          this.options.push(option);
        }
        if (facet.options.length) this.facets.push(facet);
      }
      this.data = data;
      this.shown = PAGE;
      this.build();
      this.read();
    }

    // Built when first needed: a page that is only read does without it.
    get index() {
      if (!this.built) {
        this.built = new Index();
        for (const one of this.statements) {
          const topic = [...one.options].map((place) => this.options[place]);
          const label = topic.find((option) => option.facet.name === "topic");
          this.built.add([
            [one.title, 4],
            [one.summary, 4],
            [one.names.map((place) => this.data.names[place]).join(" "), 2],
            [label ? label.text : "", 2],
            [one.more.map(([, text]) => text).join(" "), 1],
            [one.id, 1],
          ]);
        }
        this.built.close();
        this.titles = new Index();
        this.names = [];
        for (const [kind, , name, others] of this.pages) {
          this.titles.add([
            [name, 4],
            [others, 1],
          ]);
          this.names.push(new Names(kind === "paper" ? [name] : [name, ...others.split(" / ")]));
        }
        this.titles.close();
        this.concepts = this.data.names.map((names) => new Names(names.split(" / ")));
      }
      return this.built;
    }

    build() {
      this.box = byId("q");
      byId("unscripted").hidden = true;
      byId("search").hidden = false;
      byId("filters").hidden = false;
      this.buildFilters();
      let timer;
      this.box.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.ask(), WAIT);
      });
      byId("search").addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(timer);
        this.ask();
        byId("found-name").focus();
      });
      addEventListener("hashchange", () => {
        if (!location.hash || location.hash.includes("=")) this.read();
        // A link within the page was followed: the address is that of the search again.
        else if (this.fragment) history.replaceState(null, "", `#${this.fragment}`);
      });
    }

    buildFilters() {
      const place = byId("filters");
      place.open = matchMedia("(min-width: 60rem)").matches;
      for (const facet of this.facets) {
        const list = make("fieldset", {}, make("legend", { className: "unseen" }, facet.label));
        for (const option of facet.options) {
          option.box = make("input", { type: "checkbox", name: facet.name, value: option.value });
          option.count = make("span", { className: "count" });
          option.row = make("label", {}, option.box, make("span", {}, option.text), option.count);
          option.box.addEventListener("change", () => {
            if (option.box.checked) this.chosen.set(option.place, option);
            else this.chosen.delete(option.place);
            this.ask();
          });
          list.append(option.row);
        }
        facet.on = make("span", { className: "on" });
        const head = make("summary", {}, facet.label, " ", facet.on);
        facet.part = make("details", { open: OPEN.includes(facet.name) }, head, list);
        place.append(facet.part);
      }
    }

    // From the address to the page.
    read() {
      const fragment = location.hash.includes("=") ? location.hash : "";
      if (fragment === `#${this.fragment}`) return;
      const { text, chosen } = asked(fragment, this.facets);
      this.box.value = text;
      this.chosen = chosen;
      for (const option of this.options) option.box.checked = chosen.has(option.place);
      for (const option of chosen.values()) option.facet.part.open = true;
      this.fragment = fragmentOf(text, chosen);
      this.shown = PAGE;
      this.show();
    }

    // From the page to the address.
    ask() {
      const fragment = fragmentOf(this.box.value, this.chosen);
      if (fragment !== this.fragment) {
        this.fragment = fragment;
        this.shown = PAGE;
        history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname);
      }
      this.show();
    }

    passes(one, without) {
      for (const facet of this.facets) {
        if (facet !== without && facet.wanted.length) {
          if (!facet.wanted.some((place) => one.options.has(place))) return false;
        }
      }
      return true;
    }

    // Whether a statement has an option of a facet: that one, or any.
    has(one, name, value) {
      return [...one.options].some((place) => {
        const option = this.options[place];
        return option.facet.name === name && (!value || option.value === value);
      });
    }

    // The concepts that are asked for by name, with their kinds; of two the one that says more.
    conceptsIn(text) {
      const stems = stemsOf(text);
      const asked = this.concepts.map((names) => names.askedIn(stems));
      const isPart = (name) =>
        asked.some((other) => other.length > name.length && name.every((one) => other.includes(one)));
      const places = [...asked.keys()].filter((at) => asked[at].length && !isPart(asked[at]));
      return new Set(places.flatMap((place) => this.data.kinds[place]));
    }

    find() {
      const text = this.box.value;
      const words = wordsOf(text).length > 0;
      const found = words ? this.index.find(text) : { all: true, terms: [] };
      let ones = this.statements.map((one, place) => ({ one, place, score: 0 }));
      if (words) {
        ones = ones.filter(({ place }) => found.scores.has(place));
        const asked = this.conceptsIn(text);
        for (const each of ones) {
          const named = each.one.names.filter((place) => asked.has(place)).length;
          const isRead = this.has(each.one, "hedge");
          each.score = found.scores.get(each.place) * (1 + named / 2) * (isRead ? 1.25 : 1);
          each.isGone = this.has(each.one, "standing", "ended");
        }
        ones.sort((a, b) => a.isGone - b.isGone || b.score - a.score || a.place - b.place);
      }
      for (const facet of this.facets) {
        facet.wanted = [];
        for (const option of facet.options) {
          if (this.chosen.has(option.place)) facet.wanted.push(option.place);
        }
      }
      return { ...found, words, ones: ones.map(({ one }) => one) };
    }

    show() {
      const found = this.find();
      const results = found.ones.filter((one) => this.passes(one));
      this.count(found.ones);
      const isAsked = found.words || this.chosen.size > 0;
      byId("found").hidden = !isAsked;
      byId("browse").hidden = isAsked;
      this.results = results;
      this.showChosen();
      this.showPages(found);
      this.showResults(0);
      byId("status").textContent = isAsked ? this.told(found) : "";
    }

    told(found) {
      const count = this.results.length;
      const what = count === 1 ? "1 statement" : `${count} statements`;
      if (!count) return "No statement found.";
      const some = found.all ? "" : " No statement has all of the words; these have some.";
      return `${what}.${some}`;
    }

    // How many there would be with each option, the other facets being as they are.
    count(ones) {
      for (const facet of this.facets) {
        const counts = new Map();
        for (const one of ones) {
          if (this.passes(one, facet)) {
            for (const place of one.options) counts.set(place, (counts.get(place) || 0) + 1);
          }
        }
        for (const option of facet.options) {
          const count = counts.get(option.place) || 0;
          option.count.textContent = String(count);
          option.row.hidden = !count && !option.box.checked;
        }
        const wanted = facet.wanted.length;
        facet.on.textContent = wanted ? `${wanted} chosen` : "";
      }
    }

    showChosen() {
      const place = byId("chosen");
      const buttons = [...this.chosen.values()].map((option) => {
        const name = `${option.facet.label}: ${option.text}`;
        const button = make("button", { type: "button", "aria-label": `Remove ${name}` }, `${name} ×`);
        button.addEventListener("click", () => {
          option.box.checked = false;
          this.chosen.delete(option.place);
          this.ask();
          (place.querySelector("button") || this.box).focus();
        });
        return button;
      });
      if (buttons.length > 1) {
        const clear = make("button", { type: "button" }, "Clear all");
        clear.addEventListener("click", () => {
          for (const option of this.chosen.values()) option.box.checked = false;
          this.chosen.clear();
          this.ask();
          this.box.focus();
        });
        buttons.push(clear);
      }
      place.replaceChildren(...buttons);
    }

    // The topics that most of the first statements found are of, as places among the pages.
    topicsOf(ones) {
      const counts = new Map();
      for (const one of ones.slice(0, MOST)) {
        const of = [...one.options].map((place) => this.options[place]);
        const name = of.find((option) => option.facet.name === "topic").text;
        counts.set(name, (counts.get(name) || 0) + 1);
      }
      const often = [...counts].filter(([, count]) => count > 2).sort((a, b) => b[1] - a[1]);
      return often
        .slice(0, 2)
        .map(([name]) => this.pages.findIndex((page) => page[0] === "topic" && page[2] === name));
    }

    // Topics of what is found, pages whose names have all that is asked or are in what is asked.
    pagesFor(text, ones) {
      const hits = this.titles.find(text);
      const best = hits.all ? [...hits.scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]) : [];
      const stems = stemsOf(text);
      const named = this.names
        .map((names, place) => [place, names.askedIn(stems).length])
        .filter(([, length]) => length)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      const others = [...best, ...named].map(([place]) => place);
      return [...new Set([...this.topicsOf(ones), ...others])].slice(0, 6);
    }

    showPages(found) {
      const place = byId("goto");
      const items = (found.words ? this.pagesFor(this.box.value, found.ones) : []).map((at) => {
        const [kind, address, name] = this.pages[at];
        return make("li", {}, make("a", { href: address }, name), ` (${kind})`);
      });
      const list = make("ul", { "aria-label": "Pages on it" }, ...items);
      place.replaceChildren(...(items.length ? [list] : []));
    }

    showResults(from) {
      const list = byId("results");
      const items = this.results.slice(from, this.shown).map((one) => this.item(one));
      if (from) list.append(...items);
      else list.replaceChildren(...items);
      const left = this.results.length - this.shown;
      const place = byId("more");
      place.replaceChildren();
      const steps = left > PAGE ? [PAGE, left] : [left];
      for (const count of left > 0 ? steps : []) {
        const text = count === left ? `Show all ${this.results.length}` : `Show ${count} more`;
        const button = make("button", { type: "button" }, text);
        button.addEventListener("click", () => {
          const start = this.shown;
          this.shown += count;
          this.showResults(start);
          list.children[start].querySelector("a").focus();
        });
        place.append(button);
      }
    }

    item(one) {
      const options = [...one.options].map((place) => this.options[place]);
      const textOf = (name) => (options.find((option) => option.facet.name === name) || {}).text;
      const standing = options.find((option) => option.facet.name === "standing");
      const gone = standing.value !== "stands";
      const name = make("p", { className: "name" });
      if (gone) {
        const word = standing.text[0].toUpperCase() + standing.text.slice(1);
        name.append(make("strong", { className: "badge ended" }, word), " ");
      }
      name.append(make("a", { href: one.address }, one.title));
      const more = one.more.map(([label, text]) =>
        make("p", { className: "small" }, make("b", {}, `${label}:`), ` ${text}`),
      );
      const said = make("ul", { className: "chips" });
      said.append(...one.said.map((text) => make("li", {}, text)));
      const kind = make("p", { className: "small" }, `${textOf("kind")} · ${textOf("topic")}`);
      return make(
        "li",
        { className: gone ? "entry gone" : "entry" },
        name,
        make("p", {}, one.summary),
        ...more,
        said,
        kind,
      );
    }
  }

  new Finder(ALLKB);
})();
