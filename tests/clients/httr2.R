# Ask with httr2: Rscript httr2.R ADDRESS QUERY MANY prints as JSON what it read.
library(httr2)
library(jsonlite)

given <- commandArgs(trailingOnly = TRUE)
service <- given[[1]]
endpoint <- paste0(service, "/sparql")
terms <- given[[2]]
many <- given[[3]]

ask <- function(query, accept, post = FALSE) {
  request <- request(endpoint) |>
    req_headers(Accept = accept) |>
    req_error(body = function(answer) resp_body_string(answer))
  request <- if (post) req_body_form(request, query = query) else req_url_query(request, query = query)
  req_perform(request)
}
as_table <- function(answer) read.csv(text = resp_body_string(answer), na.strings = "", encoding = "UTF-8")
as_json <- function(answer) resp_body_json(answer, check_type = FALSE, simplifyVector = TRUE)
results <- "application/sparql-results+json"
read <- function(path) resp_body_string(req_perform(req_headers(request(paste0(service, path)), Accept = "text/turtle")))

told <- list(
  csv = as_table(ask(terms, "text/csv")),
  posted = as_table(ask(terms, "text/csv", post = TRUE)),
  json = as_json(ask(terms, results))$results$bindings,
  ask = as_json(ask("ASK { ?s ?p ?o }", results))$boolean,
  triples = resp_body_string(ask("CONSTRUCT { <urn:a> <urn:b> 'Nghệ An'@vi } {}", "application/n-triples")),
  many = nrow(as_table(ask(many, "text/csv"))),
  error = tryCatch(ask("SELECT * { ?s", "text/csv"), error = conditionMessage),
  description = nchar(read("/sparql")),
  examples = length(gregexpr("sh:select", read("/queries.ttl"))[[1]])
)
cat(toJSON(told, auto_unbox = TRUE, na = "null", dataframe = "columns"))
