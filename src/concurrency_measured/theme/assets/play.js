// A timeline that plays, on demand: a curtain over the runs is drawn back from left to right.
// Without this script the whole picture stands there; with reduced motion one moves it by hand.
const still = matchMedia("(prefers-reduced-motion: reduce)")
const LASTS = 8000 // milliseconds for the whole picture, whatever the run took
const SVG = "http://www.w3.org/2000/svg"

for (const frame of document.querySelectorAll(".chart-frame[data-play]")) {
  const svg = frame.querySelector("svg.timeline")
  const runs = svg.querySelectorAll("g.run")
  const { width, height } = svg.viewBox.baseVal
  const left = Number(svg.dataset.left)
  const clip = svg.querySelector("defs").appendChild(document.createElementNS(SVG, "clipPath"))
  const shown = clip.appendChild(document.createElementNS(SVG, "rect"))
  clip.id = svg.getAttribute("aria-labelledby").split(" ")[0] + "-curtain"
  shown.setAttribute("height", height)

  const controls = document.createElement("p")
  const button = document.createElement("button")
  const moment = document.createElement("input")
  controls.className = "play"
  button.type = "button"
  Object.assign(moment, { type: "range", min: 0, max: 1000, value: 1000 })
  moment.setAttribute("aria-label", frame.dataset.moment)
  controls.append(button, moment)
  frame.after(controls)

  let began = null
  function show(share) {
    moment.value = Math.round(1000 * share)
    shown.setAttribute("width", left + share * (width - left))
    for (const run of runs)
      share < 1 ? run.setAttribute("clip-path", `url(#${clip.id})`) : run.removeAttribute("clip-path")
  }
  function stop() {
    began = null
    button.textContent = frame.dataset.play
  }
  function next(now) {
    if (began === null) return
    const share = Math.min(1, (now - began) / LASTS)
    show(share)
    share < 1 ? requestAnimationFrame(next) : stop()
  }
  button.addEventListener("click", () => {
    if (began !== null) return stop()
    const from = moment.value < 1000 ? moment.value / 1000 : 0
    began = performance.now() - from * LASTS
    button.textContent = frame.dataset.stop
    requestAnimationFrame(next)
  })
  moment.addEventListener("input", () => { stop(); show(moment.value / 1000) })
  const follow = () => { button.hidden = still.matches; stop() }
  still.addEventListener("change", follow)
  follow()
}
