// How a conversation is written for Qwen3 and Qwen3-VL. Layer: text.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/tokenizer.h"

namespace wb {

enum class ChatStyle { qwen3, qwen3_vl };
enum class ChatRole { system, user, assistant };

/// A text, or the place of a picture.
struct ChatPart {
    std::string text;
    bool picture = false;
};
struct ChatMessage {
    ChatRole role;
    std::vector<ChatPart> parts;
    ChatMessage(ChatRole who, std::string text) : role(who), parts{{std::move(text), false}} {}
    ChatMessage(ChatRole who, std::vector<ChatPart> what) : role(who), parts(std::move(what)) {}
};

struct ChatOptions {
    ChatStyle style = ChatStyle::qwen3;
    bool ask_for_answer = true;  ///< ends where the answer begins
    bool thinking = true;        ///< false: an empty block of thoughts stands before the answer, so that none follow
    bool number_pictures = false;  ///< "Picture 1: " before each
};

/// As the templates that are published with the models write it. The last answer of a conversation that ends with one
/// gets a block of thoughts, empty where it brings none; earlier answers lose theirs. Pictures are one placeholder
/// each.
std::string chat_text(const std::vector<ChatMessage>& messages, const ChatOptions& options);

/// The text with a blank inside of everything that a tokenizer would cut out as an added token, so that titles and
/// descriptions of items cannot end a turn.
std::string without_control_tokens(std::string_view text, const Tokenizer& tokenizer);

}  // namespace wb
