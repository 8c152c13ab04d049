// How a conversation is written for Qwen3 and Qwen3-VL. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/chat_template.h"

namespace wb {

namespace {

constexpr std::string_view thoughts_begin = "<think>", thoughts_end = "</think>";

std::string_view stripped(std::string_view text, bool front, bool back) {
    while (front && text.starts_with('\n')) text.remove_prefix(1);
    while (back && text.ends_with('\n')) text.remove_suffix(1);
    return text;
}

struct Answer {
    std::string thoughts, words;
};

/// What stands between the marks of thoughts, and what stands behind the last of them.
Answer taken_apart(const std::string& text) {
    const auto first_end = text.find(thoughts_end);
    if (first_end == std::string::npos) return {{}, text};
    auto thoughts = stripped(std::string_view(text).substr(0, first_end), false, true);
    if (const auto begin = thoughts.rfind(thoughts_begin); begin != std::string_view::npos)
        thoughts.remove_prefix(begin + thoughts_begin.size());
    const auto words = std::string_view(text).substr(text.rfind(thoughts_end) + thoughts_end.size());
    return {std::string(stripped(thoughts, true, true)), std::string(stripped(words, true, false))};
}

std::string name_of(ChatRole role) {
    return role == ChatRole::system ? "system" : role == ChatRole::user ? "user" : "assistant";
}

}  // namespace

std::string chat_text(const std::vector<ChatMessage>& messages, const ChatOptions& options) {
    std::size_t last_question = 0;
    for (std::size_t i = 0; i < messages.size(); ++i)
        if (messages[i].role == ChatRole::user) last_question = i;
    std::string text;
    int pictures = 0;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const ChatMessage& message = messages[i];
        std::string content;
        for (const ChatPart& part : message.parts) {
            if (!part.picture) {
                content += part.text;
                continue;
            }
            ++pictures;
            if (options.number_pictures) content += "Picture " + std::to_string(pictures) + ": ";
            content += "<|vision_start|><|image_pad|><|vision_end|>";
        }
        if (message.role == ChatRole::assistant && options.style == ChatStyle::qwen3) {
            const Answer answer = taken_apart(content);
            const bool told = i > last_question && (i + 1 == messages.size() || !answer.thoughts.empty());
            content = told ? "<think>\n" + answer.thoughts + "\n</think>\n\n" + answer.words : answer.words;
        }
        text += "<|im_start|>" + name_of(message.role) + "\n" + content + "<|im_end|>\n";
    }
    if (!options.ask_for_answer) return text;
    text += "<|im_start|>assistant\n";
    if (options.style == ChatStyle::qwen3 && !options.thinking) text += "<think>\n\n</think>\n\n";
    return text;
}

std::string without_control_tokens(std::string_view text, const Tokenizer& tokenizer) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        out += text[at];
        for (const AddedToken& token : tokenizer.added())
            if (text.substr(at, token.content.size()) == token.content) {
                out += ' ';
                break;
            }
    }
    return out;
}

}  // namespace wb
