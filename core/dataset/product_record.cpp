// What a product record of any Amazon generation says about an item. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/product_record.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dataset/python_literal.h"
#include "dataset/text_lines.h"

namespace wb {

namespace {

using nlohmann::json;

const json* member(const json& record, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const auto found = record.find(name); found != record.end() && !found->is_null()) return &*found;
    return nullptr;
}

/// A string, or the strings of a list with blanks between.
std::string text_value(const json* value) {
    if (!value) return {};
    if (value->is_string()) return plain_from_html(value->get_ref<const std::string&>());
    std::string text;
    if (value->is_array())
        for (const auto& part : *value)
            if (part.is_string()) text += part.get_ref<const std::string&>() + " ";
    return plain_from_html(text);
}

/// Pages that were not parsed left pieces of mark-up and of scripts in the place of texts.
bool page_residue(std::string_view text) {
    return trim(text).starts_with("<span") || text.find("getTime") != std::string_view::npos;
}

bool page_residue(const json* value) {
    return value && value->is_string() && page_residue(value->get_ref<const std::string&>());
}

/// All strings of a string, a list or a list of lists, each once.
void add_names(const json& value, std::vector<std::string>& names, int depth = 0) {
    if (value.is_string()) {
        auto name = plain_from_html(value.get_ref<const std::string&>());
        if (!name.empty() && !page_residue(name) && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    } else if (value.is_array() && depth < 2) {
        for (const auto& part : value) add_names(part, names, depth + 1);
    }
}

std::string categories_of(const json& record) {
    std::vector<std::string> names;
    if (const auto* value = member(record, {"categories", "category"})) add_names(*value, names);
    if (names.empty())
        if (const auto* value = member(record, {"main_category", "main_cat"})) add_names(*value, names);
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

bool is_address(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) &&
           text.find("no-img-sm") == std::string_view::npos;
}

/// The address in a string, or the first one in a list.
std::string first_address(const json* value) {
    if (!value) return {};
    if (value->is_string()) {
        const auto text = trim(value->get_ref<const std::string&>());
        return is_address(text) ? std::string(text) : std::string();
    }
    if (value->is_array())
        for (const auto& one : *value)
            if (one.is_string())
                if (auto address = first_address(&one); !address.empty()) return address;
    return {};
}

/// 2023: the picture whose variant is MAIN, else the first; 224 pixels are wanted, for which "large" is enough.
std::string main_picture(const json& images) {
    const json* chosen = nullptr;
    if (images.is_array())
        for (const auto& image : images) {
            if (!image.is_object()) continue;
            const auto* variant = member(image, {"variant"});
            const bool main = variant && variant->is_string() && *variant == "MAIN";
            if (!chosen || main) chosen = &image;
            if (main) break;
        }
    if (!chosen) return {};
    for (const char* size : {"large", "hi_res", "thumb"})
        if (auto address = first_address(member(*chosen, {size})); !address.empty()) return address;
    return {};
}

std::string picture_address(const json& record) {
    for (const char* name : {"image_url", "imUrl", "imageURLHighRes", "imageURL", "image"})
        if (auto address = first_address(member(record, {name})); !address.empty()) return address;
    const auto* images = member(record, {"images"});
    return images ? main_picture(*images) : std::string();
}

}  // namespace

Item item_of_record(const json& record, bool& residue) {
    Item item;
    const auto* title = member(record, {"title"});
    residue = page_residue(title);
    if (!residue) item.title = text_value(title);
    item.description = text_value(member(record, {"description", "text"}));
    if (const auto* brand = member(record, {"brand", "store"}); !page_residue(brand)) item.brand = text_value(brand);
    item.categories = categories_of(record);
    item.caption = text_value(member(record, {"caption"}));
    item.summary = text_value(member(record, {"summary"}));
    item.image_url = picture_address(record);
    // Tables of a user's own name a file here.
    if (const auto* image = member(record, {"image"}); item.image_url.empty() && image && image->is_string())
        item.image = trim(image->get_ref<const std::string&>());
    return item;
}

}  // namespace wb
