/*
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The encoders that libsndfile calls when it opens a file to write. The game only reads: each of these fails, so that libsndfile would
 * return an error. They stand for 600 KB of code and tables.
 */
#include "sfconfig.h"

#include <FLAC/stream_encoder.h>
#include <vorbis/vorbisenc.h>

#include "sndfile.h"
#include "common.h"
#include "mpeg.h"

FLAC__StreamEncoder *FLAC__stream_encoder_new(void)
{
    return NULL;
}

void FLAC__stream_encoder_delete(FLAC__StreamEncoder *encoder)
{
}

FLAC__bool FLAC__stream_encoder_set_channels(FLAC__StreamEncoder *encoder, uint32_t value)
{
    return 0;
}

FLAC__bool FLAC__stream_encoder_set_sample_rate(FLAC__StreamEncoder *encoder, uint32_t value)
{
    return 0;
}

FLAC__bool FLAC__stream_encoder_set_bits_per_sample(FLAC__StreamEncoder *encoder, uint32_t value)
{
    return 0;
}

FLAC__bool FLAC__stream_encoder_set_compression_level(FLAC__StreamEncoder *encoder, uint32_t value)
{
    return 0;
}

FLAC__bool FLAC__stream_encoder_set_metadata(FLAC__StreamEncoder *encoder,
                                             FLAC__StreamMetadata **metadata, uint32_t num_blocks)
{
    return 0;
}

FLAC__StreamEncoderInitStatus FLAC__stream_encoder_init_stream(
    FLAC__StreamEncoder *encoder, FLAC__StreamEncoderWriteCallback write_callback,
    FLAC__StreamEncoderSeekCallback seek_callback, FLAC__StreamEncoderTellCallback tell_callback,
    FLAC__StreamEncoderMetadataCallback metadata_callback, void *client_data)
{
    return FLAC__STREAM_ENCODER_INIT_STATUS_ENCODER_ERROR;
}

FLAC__bool FLAC__stream_encoder_process_interleaved(FLAC__StreamEncoder *encoder,
                                                    const FLAC__int32 buffer[], uint32_t samples)
{
    return 0;
}

FLAC__bool FLAC__stream_encoder_finish(FLAC__StreamEncoder *encoder)
{
    return 0;
}

int vorbis_encode_init_vbr(vorbis_info *vi, long channels, long rate, float base_quality)
{
    return OV_EIMPL;
}

int mpeg_l3_encoder_write_id3tag(SF_PRIVATE *psf)
{
    return SFE_UNIMPLEMENTED;
}

int mpeg_l3_encoder_set_quality(SF_PRIVATE *psf, double compression)
{
    return SF_FALSE;
}

int mpeg_l3_encoder_set_bitrate_mode(SF_PRIVATE *psf, int mode)
{
    return SF_FALSE;
}

int mpeg_l3_encoder_get_bitrate_mode(SF_PRIVATE *psf)
{
    return -1;
}
