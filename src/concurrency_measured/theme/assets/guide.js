// The language links go to the same page; this adds the section that is being read, and what a
// filter of it shows.
for (const link of document.querySelectorAll("[data-keeps-section]"))
  link.addEventListener("click", () => { link.search = location.search; link.hash = location.hash })
