// The ledger's filter: each row says what it is about, the address what was chosen.
// Without this script there is no form, every row is shown, and the counts lead by :target.
const form = document.querySelector(".ledger-filter")
const chosen = [...form.querySelectorAll("select")]
const said = form.querySelector("[role=status]")
const rows = [...document.querySelectorAll("article .claim")]
const counts = [...document.querySelectorAll(".verdict-counts a")]

function show() {
  for (const row of rows)
    row.hidden = !chosen.every(({ name, value }) => !value || row.dataset[name].split(" ").includes(value))
  for (const heading of document.querySelectorAll("article h2")) {
    let next = heading.nextElementSibling
    while (next && !next.matches("h2, .claim:not([hidden])")) next = next.nextElementSibling
    heading.hidden = !next?.matches(".claim") // nothing is left below it
    for (const link of document.querySelectorAll(`.md-nav--secondary a[href="#${heading.id}"]`))
      link.parentElement.hidden = heading.hidden
  }
  const alone = chosen.filter(one => one.value).every(one => one.name === "verdict")
  for (const link of counts)
    link.ariaCurrent = alone && link.hash === `#only-${chosen[0].value || "all"}` ? "true" : null
  const shown = rows.filter(row => !row.hidden).length
  said.textContent = said.dataset.says.replace("{shown}", shown).replace("{all}", rows.length)
}

// A count in the head asks for one verdict and nothing else; a link to a row, for all of them.
function follow() {
  const asked = new URLSearchParams(location.search)
  const [, only] = location.hash.match(/^#only-(.+)/) ?? []
  for (const one of chosen) {
    one.value = only ? (one.name === "verdict" ? only : "") : (asked.get(one.name) ?? "")
    if (one.selectedIndex < 0) one.value = "" // the address names what is not there
  }
  show()
  const row = document.getElementById(location.hash.slice(1))
  if (row?.hidden) {
    clear()
    row.scrollIntoView()
  }
}

function clear() {
  for (const one of chosen) one.value = ""
  show()
}

function keep() {
  const asked = new URLSearchParams(chosen.filter(one => one.value).map(one => [one.name, one.value]))
  history.replaceState(null, "", location.pathname + (asked.size ? `?${asked}` : ""))
}

form.addEventListener("change", () => { show(); keep() })
form.addEventListener("reset", () => { clear(); keep() })
addEventListener("hashchange", follow)
follow()
form.hidden = false
