// What a person checks before trusting data: titles, texts, pictures and the records of items. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <unordered_map>

#include "dataset/data_findings.h"
#include "dataset/python_literal.h"
#include "dataset/text_lines.h"

namespace wb {

namespace {

using Severity = DataFinding::Severity;

constexpr std::int64_t k_few = 3;  ///< the same title on two items is nothing to speak of

/// What the items have after clean-up.
struct KeptTitles {
    std::int64_t titled = 0, markup = 0, script = 0, entities = 0, same = 0, script_texts = 0;
    std::string commonest;
    std::vector<std::string> markup_examples, entity_examples, script_examples;
};

void take_example(std::vector<std::string>& examples, const std::string& text) {
    if (examples.size() < 3) examples.push_back(excerpt(text));
}

KeptTitles look_at(const Dataset& dataset) {
    KeptTitles kept;
    std::unordered_map<std::string_view, std::int64_t> titles;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        if (holds_script(item.description)) {
            ++kept.script_texts;
            take_example(kept.script_examples, item.description.substr(0, 80));
        }
        if (item.title.empty()) continue;
        ++kept.titled;
        if (holds_markup(item.title)) {
            ++kept.markup;
            take_example(kept.markup_examples, item.title);
        }
        if (holds_entities(item.title)) {
            ++kept.entities;
            take_example(kept.entity_examples, item.title);
        }
        if (const auto count = ++titles[item.title]; count > kept.same) {
            kept.same = count;
            kept.commonest = excerpt(item.title);
        }
    }
    return kept;
}

void check_records(const ItemRecordCounts& records, Findings& findings) {
    if (records.records == 0) return;
    if (records.repeated == 0) {
        findings.good("items_repeated", "No two item records have the same id.");
        return;
    }
    const std::string text = grouped(records.repeated) + " of " + grouped(records.records) +
                             " item records repeat the id of an earlier one (" +
                             counted(records.ids_repeated, "id has", "ids have") + " more than one record). ";
    if (records.ids_differing == 0)
        findings.note("items_repeated", text + "The records of one id are all the same.", {}, records.repeated_ids);
    else
        findings.warn("items_repeated",
                      text + "For " + grouped(records.ids_differing) + " of them the records differ.",
                      "The last record that has a title counts. Where another one is right, remove the others from "
                      "the file.",
                      records.repeated_ids);
}

std::int64_t items_titled(const Dataset& dataset, const std::string& title) {
    return std::count_if(dataset.items.begin(), dataset.items.end(),
                         [&](const Item& item) { return item.title == title; });
}

void check_same_title(const Dataset& dataset, const ItemRecordCounts& records, const KeptTitles& kept,
                      Findings& findings) {
    const bool raw = records.same_title >= k_few && records.same_title * 10 >= records.records;
    const auto same = raw ? records.same_title : kept.same;
    const auto all = raw ? records.records : kept.titled;
    if (same < k_few || same * 10 < all) return;
    const auto& title = raw ? records.commonest_title : kept.commonest;
    const auto left = raw ? items_titled(dataset, plain_from_html(title)) : kept.same;
    const bool residue = raw && left == 0 && (holds_markup(title) || holds_script(title));
    const bool few_left = !residue && left * 10 < kept.titled;
    findings.add(
        few_left ? Severity::notice : Severity::warning, "titles_same",
        std::string(same * 2 > all ? "Most items have one and the same title" : "Many items have the same title") +
            ": " + grouped(same) + " of " + grouped(all) + (raw ? " item records" : " titled items") + " (" +
            percent(same, all) + ")" +
            (residue ? ". It is a piece of a page and was left out, so these items have no title."
             : raw ? "; so have " + grouped(left) + " of the " + grouped(kept.titled) + " titled items that are left."
                   : "."),
        residue ? "Use another revision of the item file, or --require-title to leave out the items that have no "
                  "other title."
                : "Methods that read titles cannot tell these items apart. Another revision of the item file may "
                  "name them.",
        {title});
}

void check_residue(const ItemRecordCounts& records, const KeptTitles& kept, Findings& findings) {
    if (records.script_titles > 0 || kept.script_texts > 0) {
        auto examples = records.script_examples;
        if (examples.empty()) examples = kept.script_examples;
        findings.warn("script_residue",
                      counted(records.script_titles, "item record holds", "item records hold") +
                          " a piece of a script in the place of a title, and so " +
                          (kept.script_texts == 1 ? "does " : "do ") +
                          counted(kept.script_texts, "description", "descriptions") + " of the items that are left.",
                      "Such titles are left out. Use another revision of the item file, or leave descriptions out of "
                      "the items' texts with --text-fields title,brand,categories.",
                      examples);
    }
    if (records.markup_titles > 0 || kept.markup > 0) {
        const auto in_records = std::max(records.markup_titles, kept.markup);
        findings.warn("titles_markup",
                      grouped(in_records) + " of " + grouped(std::max(records.records, kept.titled)) +
                          " item records hold HTML in their title; after clean-up " +
                          counted(kept.markup, "title does", "titles do") + ".",
                      kept.markup > 0 ? "Clean the titles in the file: what is left is read as text."
                                      : "Tags were removed and titles that were nothing else left out; "
                                        "--require-title leaves out items without a title.",
                      kept.markup > 0 ? kept.markup_examples : records.markup_examples);
    }
    if (kept.entities > 0)
        findings.warn("titles_entities",
                      counted(kept.entities, "title holds", "titles hold") + " HTML entities such as \"&amp;\".",
                      "Decode them in the file: they are read as they stand.", kept.entity_examples);
    else if (records.entity_titles > 0)
        findings.note("titles_entities",
                      counted(records.entity_titles, "title held", "titles held") +
                          " HTML entities such as \"&amp;\"; they were decoded.",
                      {}, records.entity_examples);
}

/// One finding about a fact that items have or lack.
void check_coverage(const char* code, const char* what, std::int64_t with, std::int64_t items,
                    const std::string& advice, Findings& findings) {
    if (with == items)
        findings.good(code, std::string("Every item has a ") + what + ".");
    else if (with == 0)
        findings.note(code, std::string("No item has a ") + what + ".", advice);
    else
        findings.add((items - with) * 10 >= items ? Severity::warning : Severity::notice, code,
                     grouped(items - with) + " of " + grouped(items) + " items (" + percent(items - with, items) +
                         ") have no " + what + ".",
                     advice, {});
}

}  // namespace

void check_items(const Dataset& dataset, const ImportReport& report, Findings& findings) {
    const auto& records = report.item_records;
    const auto kept = look_at(dataset);
    check_same_title(dataset, records, kept, findings);
    check_records(records, findings);
    check_residue(records, kept, findings);
    const std::int64_t items = dataset.item_count();
    std::int64_t texts = 0, pictures = 0, addresses = 0;
    for (std::size_t i = 1; i < dataset.items.size(); ++i) {
        const Item& item = dataset.items[i];
        texts += !item.text.empty();
        pictures += !item.image.empty();
        addresses += !item.image_url.empty();
    }
    check_coverage("titles_missing", "title", kept.titled, items,
                   records.records == 0
                       ? "Give the file with the items to --raw, too."
                       : "--require-title leaves out items without a title, before the other filters.",
                   findings);
    if (texts != kept.titled)
        check_coverage("texts_missing", "text", texts, items,
                       "The text is made of " + dataset.text_rule + "; --text-fields names other parts.", findings);
    check_coverage("pictures_missing", "picture", pictures, items,
                   addresses > 0
                       ? "The item records know the address of a picture for " + counted(addresses, "item", "items") +
                             "; files go in a folder for --image-folder."
                       : "Give a folder with files named by item id with --image-folder.",
                   findings);
}

}  // namespace wb
