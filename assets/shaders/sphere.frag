// Ray against sphere, so that silhouette and depth are exact at any distance; the cut shows a flat cap.
uniform mat4 u_projection;
uniform mat3 u_to_electrode;    // eye space to electrode, rotation only
uniform vec4 u_cut;
uniform sampler2D u_occlusion;  // atlas of octahedral tiles
uniform vec2 u_atlas;           // its size in texels
uniform sampler2D u_grain;      // octahedral map of bumpy normals
uniform float u_px;             // pixels per metre at one metre
uniform float u_plain;          // 1 where colour carries a scalar: less grain and gloss
varying vec3 v_at;
varying vec3 v_centre;
varying float v_radius;
varying vec4 v_albedo;
varying vec2 v_finish;
varying vec4 v_turn;
varying vec2 v_tile;

vec2 octahedral(vec3 n) {
    n /= abs(n.x) + abs(n.y) + abs(n.z);
    vec2 signs = vec2(n.x < 0.0 ? -1.0 : 1.0, n.y < 0.0 ? -1.0 : 1.0);
    vec2 uv = n.z < 0.0 ? (1.0 - abs(n.yx)) * signs : n.xy;
    return uv * 0.5 + 0.5;
}

void main() {
    vec3 ray = normalize(v_at);
    float along = dot(ray, v_centre);
    vec3 off = v_centre - along * ray;
    float square = v_radius * v_radius - dot(off, off);
    if (square < 0.0) discard;
    float half_chord = sqrt(square);
    float t = along - half_chord;
    vec3 p = ray * t;
    vec3 n = (p - v_centre) / v_radius;
    float cut = dot(u_cut.xyz, p) + u_cut.w;
    bool cap = false;
    float bias = 0.0;
    if (cut > 0.0) {
        float approach = dot(u_cut.xyz, ray);
        if (approach >= 0.0) discard;
        t += cut / -approach;
        if (t > along + half_chord) discard;
        p = ray * t;
        n = u_cut.xyz;
        cap = true;
        vec3 from_centre = p - v_centre;
        // Of two overlapping discs the one whose sphere reaches deeper shows: a clean line between them.
        bias = 1e-3 * (v_radius * v_radius - dot(from_centre, from_centre)) / v_radius;
    }
    if (t <= 0.0) discard;

    float depth = -(p.z + bias);
    float clip_z = u_projection[2][2] * -depth + u_projection[3][2];
    gl_FragDepth = 0.5 * clip_z / depth + 0.5;

    vec4 told = tint(v_albedo, p, n, cap ? max(v_radius - length(p - v_centre), 1e-9) : 0.0);
    vec3 albedo = told.a > 0.25 ? light_of(told.rgb) : v_albedo.rgb;
    float open = 1.0;
    if (cap) {
        vec3 from_centre = p - v_centre;
        float height = dot(from_centre, n);
        float disc = sqrt(max(v_radius * v_radius - height * height, 0.0));
        float inside = (disc - length(from_centre - height * n)) * u_px / t;
        float rim = 1.0 - smoothstep(0.7, 1.9, inside);
        vec3 lit = shade_cap(albedo, n, -ray);
        vec3 face = encode(mix(lit, lit * 0.30, 0.85 * rim));
        if (told.a > 0.25) face = told.rgb * (1.0 - 0.45 * rim);     // a field's very colour, as in the legend
        gl_FragColor = vec4(face, 1.0);
        return;
    }
    vec3 n_electrode = u_to_electrode * n;
    open = texture2D(u_occlusion, (v_tile + 1.0 + octahedral(n_electrode) * TILE) / u_atlas).r;
    float size_px = v_radius * u_px / t;
    float grain = v_finish.y * smoothstep(6.0, 22.0, size_px) * (1.0 - 0.6 * u_plain);
    vec3 bumpy = n;
    float pit = 0.0;
    if (grain > 0.0) {
        vec3 turned = n_electrode;
        turned.xy = mat2(v_turn.x, v_turn.y, -v_turn.y, v_turn.x) * turned.xy;
        turned.yz = mat2(v_turn.z, v_turn.w, -v_turn.w, v_turn.z) * turned.yz;
        vec4 texel = texture2D(u_grain, octahedral(turned));
        vec3 tilt = (texel.rgb * 2.0 - 1.0);
        tilt.yz = mat2(v_turn.z, -v_turn.w, v_turn.w, v_turn.z) * tilt.yz;
        tilt.xy = mat2(v_turn.x, -v_turn.y, v_turn.y, v_turn.x) * tilt.xy;
        bumpy = normalize(n + grain * (tilt * u_to_electrode));
        pit = grain * (1.0 - texel.a);
    }
    vec3 lit = shade(albedo * (1.0 - 0.45 * pit), n, bumpy, -ray, open, v_finish.x * (1.0 - 0.7 * u_plain));
    gl_FragColor = vec4(encode(fade(lit, p)), 1.0);
}
