// The chooser: asks the questions of the decision table, one after the other. What was answered
// stands in the address (#work=waiting&many=some), so that it can be sent, and the way back works.
for (const chooser of document.querySelectorAll(".chooser")) {
  const form = chooser.querySelector("form")
  const chosen = form.querySelector(".chosen")
  const again = form.querySelector("button")
  const rows = [...chooser.querySelectorAll("tr[data-when]")]
    .map(row => ({ advice: row.dataset.advice, title: row.querySelector("a").textContent, when: JSON.parse(row.dataset.when) }))

  // The answers that count, and the rows that they leave. A question is asked while it matters.
  function walk(said) {
    const given = new URLSearchParams()
    let left = rows, open = null
    for (const fieldset of form.querySelectorAll("fieldset")) {
      const radios = [...fieldset.querySelectorAll("input")]
      const { name } = radios[0]
      const asked = open === null && new Set(left.map(row => row.advice)).size > 1 && left.some(row => row.when[name])
      const radio = asked ? radios.find(one => one.value === said.get(name)) : null
      for (const one of radios) one.checked = one === radio
      fieldset.hidden = fieldset.disabled = !asked
      if (!asked) continue
      if (!radio) { open = name; continue }
      given.set(name, radio.value)
      left = left.filter(row => !row.when[name] || row.when[name].includes(radio.value))
    }
    return { given, left }
  }

  function show() {
    const state = location.hash.slice(1)
    if (state && !state.includes("=") && state !== chooser.id) return // a section of the page
    const { given, left } = walk(new URLSearchParams(state))
    const titles = new Map(left.map(row => [row.advice, row.title]))
    again.hidden = !given.size
    if (titles.size > 1) {
      chosen.textContent = given.size ? `${form.dataset.open} ${[...titles.values()].join(", ")}` : ""
      return
    }
    const advice = document.getElementById(`advice-${[...titles.keys()][0]}`).cloneNode(true)
    for (const one of [advice, ...advice.querySelectorAll("[id]")]) one.removeAttribute("id")
    chosen.replaceChildren(advice)
  }

  form.addEventListener("change", () => {
    const { given } = walk(new URLSearchParams(new FormData(form)))
    const before = new URLSearchParams(location.hash.slice(1))
    // Another answer to the same question replaces the address: arrow keys pass through all of them.
    const same = [...given.keys()].join() === [...before.keys()].join()
    same ? location.replace(`#${given}`) : location.hash = given
  })
  form.addEventListener("reset", () => {
    location.hash = chooser.id
    form.querySelector("input").focus()
  })
  form.addEventListener("submit", event => event.preventDefault())
  addEventListener("hashchange", show)
  chooser.querySelector("details").open = false
  form.hidden = false
  show()
  if (chosen.children.length) chosen.scrollIntoView() // somebody sent the answer
}
