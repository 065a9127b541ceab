"use strict";

/*
 * Words, and where they stand: what the search of the site finds texts by. Equal in what
 * it takes for one word to the full-text search of the library.
 */
const MATCHING = (() => {
  /* Words */

  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss");
  }

  const ORDINALS = new Map([["1st", "first"], ["2nd", "second"], ["3rd", "third"]]);

  function wordsOf(text) {
    const words = fold(text).match(/[\p{L}\p{N}]+/gu) || [];
    return words.map((word) => ORDINALS.get(word) || word);
  }

  // What questions are made of, and what is asked for without it.
  const FILLERS = new Set(
    ("a about an and are as at be better by can changed compared do does for from get has have how " +
      "i if in is it matter matters much my of on or rate rates should since than that the their " +
      "therapy there they this to versus vs was were what when where which who whom why with worse")
      .split(" "),
  );

  function termsOf(text) {
    const terms = [...new Set(wordsOf(text))];
    const telling = terms.filter((term) => !FILLERS.has(term));
    return telling.length ? telling : terms;
  }

  // Porter's algorithm of 1980, which the full-text search of the library uses too.
  const stemOf = (() => {
    const isConsonant = (word, i) => {
      if ("aeiou".includes(word[i])) return false;
      return word[i] !== "y" || i === 0 || !isConsonant(word, i - 1);
    };
    const shape = (word) => Array.from(word, (_, i) => (isConsonant(word, i) ? "c" : "v")).join("");
    const measure = (word) => (shape(word).match(/v+c+/g) || []).length;
    const hasVowel = (word) => shape(word).includes("v");
    const isDouble = (word) =>
      word.length > 1 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);
    const endsShort = (word) => /cvc$/.test(shape(word)) && !/[wxy]$/.test(word);

    function first(word, rules, holds) {
      for (const [ending, instead] of rules) {
        if (word.endsWith(ending)) {
          const rest = word.slice(0, -ending.length);
          return rest && holds(rest, ending) ? rest + instead : word;
        }
      }
      return word;
    }

    const SECOND = [
      ["ational", "ate"], ["tional", "tion"], ["enci", "ence"], ["anci", "ance"], ["izer", "ize"],
      ["bli", "ble"], ["alli", "al"], ["entli", "ent"], ["eli", "e"], ["ousli", "ous"],
      ["ization", "ize"], ["ation", "ate"], ["ator", "ate"], ["alism", "al"], ["iveness", "ive"],
      ["fulness", "ful"], ["ousness", "ous"], ["aliti", "al"], ["iviti", "ive"], ["biliti", "ble"],
      ["logi", "log"],
    ];
    const THIRD = [
      ["icate", "ic"], ["ative", ""], ["alize", "al"], ["iciti", "ic"], ["ical", "ic"],
      ["ful", ""], ["ness", ""],
    ];
    const FOURTH = [
      "ement", "ment", "ance", "ence", "able", "ible", "ant", "ent", "ism", "ate", "iti", "ous",
      "ive", "ize", "ion", "al", "er", "ic", "ou",
    ].map((ending) => [ending, ""]);

    return (word) => {
      if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
      if (/^[a-z]{2}s$/.test(word)) return word; // CRS is no plural of CR.
      let stem = word;
      if (/(ss|i)es$/.test(stem)) stem = stem.slice(0, -2);
      else if (/[^s]s$/.test(stem)) stem = stem.slice(0, -1);
      if (stem.endsWith("eed")) {
        if (measure(stem.slice(0, -3)) > 0) stem = stem.slice(0, -1);
      } else {
        const rest = stem.replace(/(ed|ing)$/, "");
        if (rest !== stem && hasVowel(rest)) {
          stem = rest;
          if (/(at|bl|iz)$/.test(stem)) stem += "e";
          else if (isDouble(stem) && !/[lsz]$/.test(stem)) stem = stem.slice(0, -1);
          else if (measure(stem) === 1 && endsShort(stem)) stem += "e";
        }
      }
      if (stem.endsWith("y") && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
      stem = first(stem, SECOND, (rest) => measure(rest) > 0);
      stem = first(stem, THIRD, (rest) => measure(rest) > 0);
      stem = first(
        stem,
        FOURTH,
        (rest, ending) => measure(rest) > 1 && (ending !== "ion" || /[st]$/.test(rest)),
      );
      if (stem.endsWith("e")) {
        const rest = stem.slice(0, -1);
        if (measure(rest) > 1 || (measure(rest) === 1 && !endsShort(rest))) stem = rest;
      }
      return measure(stem) > 1 && isDouble(stem) && stem.endsWith("l") ? stem.slice(0, -1) : stem;
    };
  })();

  /* The index: which words stand where, and how much they count there */

  class Index {
    constructor() {
      this.places = new Map();
      this.stems = new Map();
      this.lengths = [];
    }

    add(fields) {
      const place = this.lengths.length;
      let length = 0;
      for (const [text, weight] of fields) {
        for (const word of wordsOf(text)) {
          if (!this.places.has(word)) this.places.set(word, new Map());
          const found = this.places.get(word);
          found.set(place, (found.get(place) || 0) + weight);
          length += weight;
        }
      }
      this.lengths.push(length);
    }

    close() {
      this.mean = this.lengths.reduce((sum, length) => sum + length, 0) / this.lengths.length;
      this.words = [...this.places.keys()].sort();
      for (const word of this.words) {
        const stem = stemOf(word);
        if (!this.stems.has(stem)) this.stems.set(stem, []);
        this.stems.get(stem).push(word);
      }
      return this;
    }

    // The words that a term stands for: those with its stem, and those that it begins.
    meant(term) {
      const found = new Map();
      if (term.length > 1 && !/^\p{N}+$/u.test(term)) {
        let low = 0;
        for (let high = this.words.length; low < high; ) {
          const middle = (low + high) >> 1;
          if (this.words[middle] < term) low = middle + 1;
          else high = middle;
        }
        for (; low < this.words.length && this.words[low].startsWith(term); low++) {
          found.set(this.words[low], 0.5);
        }
      }
      for (const word of this.stems.get(stemOf(term)) || []) found.set(word, 0.9);
      if (this.places.has(term)) found.set(term, 1);
      return found;
    }

    // Places with their scores (by BM25): of all terms, or if nothing has all, of any.
    find(text) {
      const terms = termsOf(text);
      const scores = new Map();
      const counts = new Map();
      for (const term of terms) {
        const often = new Map();
        for (const [word, nearness] of this.meant(term)) {
          for (const [place, weight] of this.places.get(word)) {
            often.set(place, (often.get(place) || 0) + weight * nearness);
          }
        }
        const rarity = Math.log(1 + this.lengths.length / (1 + often.size));
        for (const [place, weight] of often) {
          const crowd = 1.2 * (0.25 + (0.75 * this.lengths[place]) / this.mean);
          const score = (rarity * weight) / (weight + crowd);
          scores.set(place, (scores.get(place) || 0) + score);
          counts.set(place, (counts.get(place) || 0) + 1);
        }
      }
      const all = [...scores].filter(([place]) => counts.get(place) === terms.length);
      return { scores: new Map(all.length ? all : scores), all: all.length > 0, terms };
    }
  }

  // The names of one thing. A name is asked for if all of its words are.
  class Names {
    constructor(names) {
      this.stems = names.map((name) => wordsOf(name).map(stemOf)).filter((name) => name.length);
    }

    // The longest of those that are asked for, in stems; none if none is.
    askedIn(stems) {
      const asked = this.stems.filter((name) => name.every((stem) => stems.has(stem)));
      return asked.reduce((longest, name) => (name.length > longest.length ? name : longest), []);
    }
  }

  const stemsOf = (text) => new Set(wordsOf(text).map(stemOf));

  return { Index, Names, stemsOf, wordsOf };
})();
