// Flags and subcommands; hides the flag library, which is slow to compile. Layer: command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wb::cli {

/// What `--help` shows of a flag.
struct FlagHelp {
    std::string doc;
    std::string group = {};         ///< heading; empty = "Options"
    std::string value = {};         ///< "INT in 1 .. 100"; empty = TEXT
    std::string default_text = {};  ///< empty = not shown
};

/// One command with its flags. A child lives as long as its root.
class Arguments {
  public:
    Arguments(const std::string& program, const std::string& doc);
    ~Arguments();
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    Arguments& command(const std::string& name, const std::string& doc);
    /// `flags`: all spellings with their dashes, the main one first.
    void text(const std::vector<std::string>& flags, std::string& target, const FlagHelp& help);
    void texts(const std::vector<std::string>& flags, std::vector<std::string>& target, const FlagHelp& help);
    void flag(const std::vector<std::string>& flags, bool& target, const FlagHelp& help);
    /// Called with the text as typed; the last one wins when a flag is repeated.
    void receive(const std::vector<std::string>& flags, std::function<void(const std::string&)> take,
                 const FlagHelp& help);
    /// `--x`, `--x=true|false`, `--x true|false` and `--no-x`.
    void receive_switch(const std::vector<std::string>& flags, std::function<void(bool)> take, const FlagHelp& help);
    void positional(const std::string& name, std::string& target, const std::string& doc);
    void positionals(const std::string& name, std::vector<std::string>& target, const std::string& doc);
    void optional_positional(const std::string& name, std::vector<std::string>& target, const std::string& doc);
    void epilogue(const std::string& text);
    void action(std::function<int()> run);
    /// Asked about a flag that this command does not have; a sentence, or empty.
    void explain_unknown(std::function<std::string(const std::string& flag)> explain);

    struct Outcome {
        std::function<int()> action;  ///< what to do; empty when `error` or `text` is set, or nothing was asked for
        std::string text;             ///< help that was asked for
        std::string error;            ///< wrong use: what is wrong, in sentences
        std::string command;          ///< "rerank runs list"
    };
    /// Of the root: `arguments` without the program's name, in dashed spelling.
    Outcome parse(std::vector<std::string> arguments);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    explicit Arguments(std::unique_ptr<Impl> impl);
};

/// "--rerank_method=x" -> "--rerank-method=x"; what stands behind "=" is left alone, as is everything after "--".
std::vector<std::string> dashed(std::vector<std::string> arguments);
/// The value of `--name value` or `--name=value`, the last one; empty when it is not there.
std::string value_of(const std::vector<std::string>& arguments, const std::string& flag);
bool has_flag(const std::vector<std::string>& arguments, const std::string& flag);

/// Those of `known` that look like `word`, nearest first, at most three.
std::vector<std::string> close_matches(const std::string& word, const std::vector<std::string>& known);

}  // namespace wb::cli
