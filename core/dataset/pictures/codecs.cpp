// OpenCV's picture codecs, loaded when the first picture is read. Layer: dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset/pictures/codecs.h"

#include <dlfcn.h>

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

#include "foundation/error.h"

namespace wb {

namespace {

using Decode = cv::Mat (*)(cv::InputArray, int);
using Encode = bool (*)(const cv::String&, cv::InputArray, std::vector<unsigned char>&, const std::vector<int>&);

// The header must declare exactly what is looked up by name below.
static_assert(sizeof(static_cast<Decode>(&cv::imdecode)) > 0 && sizeof(static_cast<Encode>(&cv::imencode)) > 0);
constexpr const char* k_decode = "_ZN2cv8imdecodeERKNS_11_InputArrayEi";
constexpr const char* k_encode =
    "_ZN2cv8imencodeERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS_11_InputArrayERSt6vectorIhSaIhEERKSB_"
    "IiSaIiEE";

struct Codecs {
    Decode decode = nullptr;
    Encode encode = nullptr;
    std::string problem;
    Codecs() {
        // A damaged picture is counted where it is read; OpenCV would also print it.
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        // Never closed: its libraries have state of their own until the process ends.
        void* library = ::dlopen(WB_OPENCV_IMGCODECS, RTLD_NOW | RTLD_LOCAL);
        if (library) {
            decode = reinterpret_cast<Decode>(::dlsym(library, k_decode));
            encode = reinterpret_cast<Encode>(::dlsym(library, k_encode));
        }
        if (!decode || !encode) {
            const char* reason = ::dlerror();
            problem = reason ? reason : "a function is not there";
        }
    }
};

const Codecs& codecs() {
    static const Codecs loaded;
    if (!loaded.problem.empty())
        throw UserError("Pictures cannot be read or written on this machine.",
                        std::string("OpenCV's library for it, ") + WB_OPENCV_IMGCODECS +
                            ", cannot be used: " + loaded.problem + ".",
                        "Install OpenCV again (libopencv-dev), and build the workbench with it.");
    return loaded;
}

}  // namespace

cv::Mat decode_picture(std::string_view bytes, int flags) {
    const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    const auto decode = codecs().decode;
    try {
        return bytes.empty() ? cv::Mat() : decode(buffer, flags);
    } catch (const cv::Exception&) {
        return {};
    }
}

std::string encode_picture(const cv::Mat& image, const char* extension, const std::vector<int>& parameters) {
    std::vector<unsigned char> bytes;
    if (!codecs().encode(extension, image, bytes, parameters))
        throw std::runtime_error(std::string("a picture cannot be encoded as ") + extension);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace wb
