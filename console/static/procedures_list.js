// The list of procedures: the address holds what is looked for, so that it can be shared, and a record's "back" leads to it.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const told = () => {
    const set = [...new FormData(form)].filter(([, value]) => value !== "");
    const query = new URLSearchParams(set).toString();
    history.replaceState(null, "", query ? `${form.action}?${query}` : form.action);
  };
  form.addEventListener("input", told);
})();
