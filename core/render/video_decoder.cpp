#include "core/render/video_decoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

#include "core/render/render_protocol.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libswscale/swscale.h>
}

namespace sanad {
namespace {

constexpr int io_bytes = 64 << 10;
/// Pixels that are decoded on the way from a key frame to a frame that is wanted: 64 frames of 1920 × 1080.
/// Counted, not timed, so that a busy machine shows the same.
constexpr std::uint64_t most_pixels_a_step = std::uint64_t{1} << 27;
/// Containers in which telephones, cameras and players keep videos. Play lists, which lead to other files, are none.
constexpr const char* containers =
    "mov,matroska,webm,avi,mpeg,mpegvideo,mpegts,flv,asf,ogg,rm,mxf,dv,ivf,wtv,h264,hevc,m4v,nsv";

struct Free {
    void operator()(AVCodecContext* thing) const { avcodec_free_context(&thing); }
    void operator()(AVFrame* thing) const { av_frame_free(&thing); }
    void operator()(AVPacket* thing) const { av_packet_free(&thing); }
    void operator()(AVFormatContext* thing) const { avformat_close_input(&thing); }
    void operator()(SwsContext* thing) const { sws_freeContext(thing); }
    void operator()(AVIOContext* thing) const {
        av_freep(&thing->buffer);
        avio_context_free(&thing);
    }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string words_of(int error) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> words{};
    av_strerror(error, words.data(), words.size());
    return words.data();
}

/// Where FFmpeg is in the file.
struct Position {
    VideoBytes& file;
    std::uint64_t at = 0;

    static int read(void* opaque, std::uint8_t* into, int length) {
        auto& self = *static_cast<Position*>(opaque);
        const std::size_t got = self.file.read(self.at, {into, static_cast<std::size_t>(std::max(length, 0))});
        self.at += got;
        return got == 0 ? AVERROR_EOF : static_cast<int>(got);
    }
    static std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
        auto& self = *static_cast<Position*>(opaque);
        const auto size = static_cast<std::int64_t>(self.file.size());
        switch (whence & ~AVSEEK_FORCE) {
            case AVSEEK_SIZE:
                return size;
            case SEEK_SET:
                break;
            case SEEK_CUR:
                offset += static_cast<std::int64_t>(self.at);
                break;
            case SEEK_END:
                offset += size;
                break;
            default:
                return AVERROR(EINVAL);
        }
        if (offset < 0) return AVERROR(EINVAL);
        self.at = static_cast<std::uint64_t>(offset);
        return offset;
    }
};

/// A file that names another one has nothing but itself.
int open_nothing(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
    return AVERROR(EACCES);
}

/// Quarter turns clockwise after which the frame is upright.
int quarter_turns(const AVStream& stream) {
    const std::uint8_t* matrix = nullptr;
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    if (const AVPacketSideData* data = av_packet_side_data_get(
            stream.codecpar->coded_side_data, stream.codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
        data != nullptr && data->size >= 9 * sizeof(std::int32_t))
        matrix = data->data;
#else
    std::size_t size = 0;
    matrix = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (size < 9 * sizeof(std::int32_t)) matrix = nullptr;
#endif
    if (matrix == nullptr) return 0;
    std::array<std::int32_t, 9> numbers;
    __builtin_memcpy(numbers.data(), matrix, sizeof numbers);
    const double anticlockwise = av_display_rotation_get(numbers.data());
    if (!std::isfinite(anticlockwise)) return 0;
    return ((-static_cast<int>(std::lround(anticlockwise / 90.0))) % 4 + 4) % 4;
}

std::uint32_t columns_for(std::uint32_t frames) {
    std::uint32_t columns = 1;
    while (columns * columns < frames) ++columns;
    return columns;
}

class Decoder {
public:
    Decoder(VideoBytes& file, DecodedVideo& video) : position_{file}, video_{video} {}

    bool open();
    void lay_out(std::uint32_t frames, std::uint32_t box_width, std::uint32_t box_height);
    void take_frames(std::uint32_t frames);

private:
    bool refuse(std::string why) {
        video_.refused = std::move(why);
        return false;
    }
    bool choose_stream();
    bool seek(std::int64_t time, int flags);
    /// From here, the last frame at or before `target`, or the first after it; as far as `pixels` allow.
    std::optional<std::int64_t> frame_at(std::int64_t target, std::uint64_t pixels);
    /// The same, from a key frame before it.
    std::optional<std::int64_t> sought_frame(std::int64_t target, std::int64_t start, std::uint64_t pixels);
    bool next_frame();
    void keep(std::int64_t time);
    std::int64_t to_ms(std::int64_t time) const { return av_rescale_q(time, stream_->time_base, {1, 1000}); }

    Position position_;
    DecodedVideo& video_;
    Owned<AVIOContext> io_;
    Owned<AVFormatContext> format_;
    AVStream* stream_ = nullptr;
    Owned<AVCodecContext> codec_;
    Owned<AVPacket> packet_{av_packet_alloc()};
    Owned<AVFrame> frame_{av_frame_alloc()}, shown_{av_frame_alloc()};
    Owned<SwsContext> scaler_;
    int turns_ = 0;
    bool at_end_ = false;
};

bool Decoder::choose_stream() {
    std::int64_t largest = -1;
    for (unsigned i = 0; i < format_->nb_streams; ++i) {
        AVStream* const stream = format_->streams[i];
        stream->discard = AVDISCARD_ALL;
        // The cover of a song is a picture.
        if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO || (stream->disposition & AV_DISPOSITION_ATTACHED_PIC))
            continue;
        const std::int64_t pixels = std::int64_t{stream->codecpar->width} * stream->codecpar->height;
        if (pixels <= largest) continue;
        largest = pixels;
        stream_ = stream;
    }
    if (stream_ == nullptr) return refuse("there is no video in it");
    stream_->discard = AVDISCARD_DEFAULT;
    return true;
}

bool Decoder::open() {
    auto* const buffer = static_cast<unsigned char*>(av_malloc(io_bytes));
    io_.reset(avio_alloc_context(buffer, io_bytes, 0, &position_, &Position::read, nullptr, &Position::seek));
    AVFormatContext* format = avformat_alloc_context();
    if (!io_ || format == nullptr || !packet_ || !frame_ || !shown_) return refuse("there is not enough memory for it");
    format->pb = io_.get();
    format->flags |= AVFMT_FLAG_CUSTOM_IO;
    format->io_open = &open_nothing;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "format_whitelist", containers, 0);
    av_dict_set(&options, "protocol_whitelist", "", 0);
    const int opened = avformat_open_input(&format, nullptr, nullptr, &options);  // frees it when it fails
    av_dict_free(&options);
    if (opened < 0) return refuse(fmt::format("no video of a format that is decoded here: {}", words_of(opened)));
    format_.reset(format);
    if (const int found = avformat_find_stream_info(format, nullptr); found < 0) return refuse(words_of(found));
    if (!choose_stream()) return false;
    video_.coding = avcodec_get_name(stream_->codecpar->codec_id);
    const AVCodec* const decoder = avcodec_find_decoder(stream_->codecpar->codec_id);
    if (decoder == nullptr) return refuse(fmt::format("{}: there is no decoder for it", video_.coding));
    codec_.reset(avcodec_alloc_context3(decoder));
    if (!codec_ || avcodec_parameters_to_context(codec_.get(), stream_->codecpar) < 0)
        return refuse("there is not enough memory for it");
    codec_->thread_count = 1;
    codec_->pkt_timebase = stream_->time_base;
    codec_->max_pixels = static_cast<std::int64_t>(most_picture_pixels);
    if (const int ready = avcodec_open2(codec_.get(), decoder, nullptr); ready < 0)
        return refuse(fmt::format("{}: {}", video_.coding, words_of(ready)));
    turns_ = quarter_turns(*stream_);

    std::int64_t duration = stream_->duration;
    if ((duration == AV_NOPTS_VALUE || duration <= 0) && format_->duration != AV_NOPTS_VALUE)
        duration = av_rescale_q(format_->duration, {1, AV_TIME_BASE}, stream_->time_base);
    if (duration != AV_NOPTS_VALUE && duration > 0)
        video_.duration_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(duration), 0));
    return true;
}

/// The sides of a frame and of its place on the sheet, from what the header says; frames of other sides are fitted.
void Decoder::lay_out(std::uint32_t frames, std::uint32_t box_width, std::uint32_t box_height) {
    double width = std::max(codec_->width, 1), height = std::max(codec_->height, 1);
    const AVRational shape = av_guess_sample_aspect_ratio(format_.get(), stream_, nullptr);
    if (shape.num > 0 && shape.den > 0 && shape.num < 100 * shape.den && shape.den < 100 * shape.num)
        width *= av_q2d(shape);
    if (turns_ % 2 != 0) std::swap(width, height);
    video_.width = static_cast<std::uint32_t>(std::lround(width));
    video_.height = static_cast<std::uint32_t>(std::lround(height));
    const std::uint32_t columns = columns_for(frames), rows = (frames + columns - 1) / columns;
    const auto room = [](std::uint32_t side, std::uint32_t places) {
        const std::uint32_t gaps = (places - 1) * sheet_gap;
        return static_cast<double>((side - gaps) / places);
    };
    const double scale = std::min({1.0, room(box_width, columns) / width, room(box_height, rows) / height});
    video_.columns = columns;
    video_.cell_width = std::max(1u, static_cast<std::uint32_t>(width * scale));
    video_.cell_height = std::max(1u, static_cast<std::uint32_t>(height * scale));
}

/// Decodes one more into frame_; damaged packets are passed over.
bool Decoder::next_frame() {
    for (;;) {
        const int received = avcodec_receive_frame(codec_.get(), frame_.get());
        if (received == 0) return true;
        if (received == AVERROR_EOF || at_end_) return false;
        const int read = av_read_frame(format_.get(), packet_.get());
        if (read < 0) {
            at_end_ = true;
            avcodec_send_packet(codec_.get(), nullptr);
            continue;
        }
        if (packet_->stream_index == stream_->index) avcodec_send_packet(codec_.get(), packet_.get());
        av_packet_unref(packet_.get());
    }
}

std::optional<std::int64_t> Decoder::frame_at(std::int64_t target, std::uint64_t pixels) {
    std::optional<std::int64_t> found;
    for (std::uint64_t decoded = 0; decoded < pixels && next_frame();) {
        decoded += static_cast<std::uint64_t>(frame_->width) * static_cast<std::uint64_t>(frame_->height) + 1;
        const std::int64_t time = frame_->best_effort_timestamp;
        if (found && time != AV_NOPTS_VALUE && time > target) break;
        found = time == AV_NOPTS_VALUE ? target : time;
        av_frame_unref(shown_.get());
        av_frame_move_ref(shown_.get(), frame_.get());
        if (*found >= target) break;
    }
    return found;
}

bool Decoder::seek(std::int64_t time, int flags) {
    const bool sought = av_seek_frame(format_.get(), stream_->index, time, flags) >= 0;
    avcodec_flush_buffers(codec_.get());
    at_end_ = false;
    return sought;
}

std::optional<std::int64_t> Decoder::sought_frame(std::int64_t target, std::int64_t start, std::uint64_t pixels) {
    // Containers for broadcasting say nothing of key frames: what is found may begin only behind the target.
    constexpr std::array<std::int64_t, 3> earlier_ms{0, 2000, 10000};
    std::optional<std::int64_t> found;
    for (const std::int64_t earlier : earlier_ms) {
        const std::int64_t from = std::max(start, target - av_rescale_q(earlier, {1, 1000}, stream_->time_base));
        // Nor do they find their own beginning by its time.
        const bool by_bytes = from == start && (format_->iformat->flags & AVFMT_TS_DISCONT);
        if (!(by_bytes ? seek(0, AVSEEK_FLAG_BYTE) : seek(from, AVSEEK_FLAG_BACKWARD))) continue;
        const auto time = frame_at(target, pixels);
        if (time) found = time;
        if (from == start || (time && *time <= target)) break;
    }
    return found;
}

void Decoder::take_frames(std::uint32_t frames) {
    const std::int64_t start = stream_->start_time == AV_NOPTS_VALUE ? 0 : stream_->start_time;
    const auto duration_ms = static_cast<std::int64_t>(video_.duration_ms);
    const std::int64_t duration = av_rescale_q(duration_ms, {1, 1000}, stream_->time_base);
    if (duration <= 0) frames = 1;
    std::optional<std::int64_t> last;
    for (std::uint32_t i = 0; i < frames; ++i) {
        const std::int64_t target = start + av_rescale(duration, 2 * std::int64_t{i} + 1, 2 * std::int64_t{frames});
        const auto time = sought_frame(target, start, most_pixels_a_step);
        // Nothing lies between this step and the one before, or the way to it was too long.
        if (!time || (last && *time <= *last)) continue;
        last = time;
        keep(*time - start);
    }
    if (!video_.frames.empty()) return;
    // A file in which no place can be sought, or of which only the beginning is left.
    (void)seek(start, AVSEEK_FLAG_BACKWARD | AVSEEK_FLAG_ANY);
    if (const auto time = frame_at(start, most_pixels_a_step)) keep(*time - start);
    if (video_.frames.empty()) refuse(fmt::format("{}: no frame of it can be decoded", video_.coding));
}

/// shown_, scaled and turned upright.
void Decoder::keep(std::int64_t time) {
    std::uint32_t width = video_.cell_width, height = video_.cell_height;
    if (turns_ % 2 != 0) std::swap(width, height);
    if (shown_->width <= 0 || shown_->height <= 0) return;
    scaler_.reset(sws_getCachedContext(scaler_.release(), shown_->width, shown_->height,
                                       static_cast<AVPixelFormat>(shown_->format), static_cast<int>(width),
                                       static_cast<int>(height), AV_PIX_FMT_RGBA, SWS_AREA, nullptr, nullptr, nullptr));
    if (!scaler_) return;
    const int full_range = shown_->color_range == AVCOL_RANGE_JPEG ? 1 : 0;
    const int* const colours = sws_getCoefficients(
        shown_->colorspace == AVCOL_SPC_UNSPECIFIED ? SWS_CS_DEFAULT : static_cast<int>(shown_->colorspace));
    (void)sws_setColorspaceDetails(scaler_.get(), colours, full_range, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0,
                                   1 << 16, 1 << 16);
    // Rows and the end as libswscale writes them: in whole vectors, beyond what was asked for.
    const std::size_t stride = (std::size_t{4} * width + 63) / 64 * 64;
    std::vector<Byte> lying(stride * height + 64);
    std::array<std::uint8_t*, 4> planes{lying.data(), nullptr, nullptr, nullptr};
    const std::array<int, 4> strides{static_cast<int>(stride), 0, 0, 0};
    if (sws_scale(scaler_.get(), shown_->data, shown_->linesize, 0, shown_->height, planes.data(), strides.data()) <= 0)
        return;
    VideoFrame kept;
    kept.time_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_ms(time), 0));
    kept.rgba.resize(std::size_t{4} * width * height);
    for (std::uint32_t y = 0; y < video_.cell_height; ++y) {
        for (std::uint32_t x = 0; x < video_.cell_width; ++x) {
            // Where the upright point lies in the frame as it is stored.
            const bool lies = turns_ % 2 != 0, from_right = turns_ >= 2, from_below = turns_ == 1 || turns_ == 2;
            const std::uint32_t across = lies ? y : x, down = lies ? x : y;
            const std::uint32_t from_x = from_right ? width - 1 - across : across;
            const std::uint32_t from_y = from_below ? height - 1 - down : down;
            Byte* const to = kept.rgba.data() + (std::size_t{y} * video_.cell_width + x) * 4;
            __builtin_memcpy(to, lying.data() + from_y * stride + std::size_t{4} * from_x, 4);
            to[3] = 0xff;
        }
    }
    video_.frames.push_back(std::move(kept));
}

}  // namespace

void load_video_decoders() {
    av_log_set_level(AV_LOG_QUIET);
    (void)av_get_cpu_flags();
    (void)av_cpu_count();
}

DecodedVideo decode_video(VideoBytes& file, std::uint32_t frames, std::uint32_t box_width, std::uint32_t box_height) {
    DecodedVideo video;
    Decoder decoder{file, video};
    if (!decoder.open()) return video;
    // A box that has no room for so many has fewer.
    while (frames > 1 && columns_for(frames) * (1 + sheet_gap) > std::min(box_width, box_height)) --frames;
    decoder.lay_out(frames, box_width, box_height);
    decoder.take_frames(frames);
    return video;
}

}  // namespace sanad
