// What makes captions and summaries, and how a long generation is gone on with after a stop. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dataset/importer.h"
#include "dataset/side_texts.h"
#include "foundation/stop_token.h"

namespace wb {

/// A model, or a rule, that writes one text about each item.
class TextGenerator {
  public:
    struct Needs {
        bool pictures = false, texts = false;  ///< an item without them gets no text
        std::string model;                     ///< folder below the workspace's models/; empty = none
    };
    virtual ~TextGenerator() = default;
    virtual std::string id() const = 0;     ///< "blip2-caption-1": recorded with the texts; another id, other texts
    virtual std::string title() const = 0;  ///< for people
    virtual SideText makes() const = 0;
    virtual Needs needs() const = 0;
    /// One text per item, in their order; empty where none could be made. The text of an item depends on that item
    /// alone, so that stop and batch size change nothing. Polls `stop`. Throws UserError.
    virtual std::vector<std::string> generate(const Dataset& dataset, std::span<const ItemId> items,
                                              const StopToken& stop) = 0;
};

using TextGenerators = std::vector<std::unique_ptr<TextGenerator>>;

/// The one of `generators` that makes `kind` and is called `id` (empty: the first). Throws UserError that names what
/// is there, or, where nothing is, how a file is imported.
TextGenerator& find_text_generator(const TextGenerators& generators, SideText kind, const std::string& id);

/// Generates what the items of the prepared folder lack (with `replace`: all of them), `batch` items at a time, and
/// stores it there. Each batch is written down at once in generated/<id>.jsonl, so that the next call goes on after a
/// stop or a crash; texts of another state of the dataset are made anew. Throws UserError, Stopped.
SideTextCounts generate_side_texts(const std::filesystem::path& prepared_folder, TextGenerator& generator,
                                   std::size_t batch, bool replace, const StopToken& stop = {},
                                   const ImportProgress& progress = {});

}  // namespace wb
